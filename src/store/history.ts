import { getHeapStatistics } from 'node:v8';
import type { IncomingEvent, StoredEvent } from '../event.ts';
import { EventTable, FATE, FLAG, type Place } from './event-table.ts';
import type { FactsRow } from './facts-row.ts';
import type { GonePlaces } from './gone-places.ts';
import type { Recorded } from './log-reader.ts';
import type { Marker, Marks } from './marker.ts';
import type { RecordReader } from './record-reader.ts';
import type { SegmentFacts } from './segment-facts.ts';

/** Events kept ready; what is drawn again and again is among them. */
const CACHED_EVENTS = 512;
/** Of their records. Where they hold little but brackets, an event takes twenty times as much memory as its record. */
const CACHED_BYTES = Math.min(8 * 1024 * 1024, getHeapStatistics().heap_size_limit / 64);

/** Told of each change at once, while it happens: for what is kept up slot by slot. Must not throw. */
export interface HistoryObserver {
  /** `live`: it was received just now, not read from disk. */
  entered(slot: number, live: boolean): void;
  /** Where there is one, told instead of many that entered at once, read from disk: from one slot up to another. */
  loaded?(from: number, end: number): void;
  /** Called while the facts of the slot still stand. */
  leaving(slot: number): void;
}

/** What was read of a record: without an event it has no `externalID`, and the user did nothing to it. */
export interface ReadRecord {
  row: FactsRow;
  place: Place;
  event?: StoredEvent | undefined;
}

/** All events: their facts in memory, their texts on disk. */
export class History {
  readonly table = new EventTable();
  /** The largest there has been. */
  lastSeq = 0;
  readonly #reader: RecordReader;
  readonly #marker: Marker;
  readonly #flagsOf: (event: StoredEvent) => number;
  readonly #gone: GonePlaces | undefined;
  readonly #observers = new Set<HistoryObserver>();
  /** In the order of use, the latest last. */
  readonly #cache = new Map<number, StoredEvent>();
  #cachedBytes = 0;

  /**
   * @param flagsOf what became of an event as it arrived, and what the user did to it
   * @param gone told where records are of no use any more; for who writes segments anew
   */
  constructor(
    reader: RecordReader,
    marker: Marker,
    flagsOf: (event: StoredEvent) => number,
    gone?: GonePlaces,
  ) {
    this.#reader = reader;
    this.#marker = marker;
    this.#flagsOf = flagsOf;
    this.#gone = gone;
  }

  observe(observer: HistoryObserver): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  /** The event in a slot; undefined when its record cannot be read. */
  event(slot: number): StoredEvent | undefined {
    const cached = this.#cache.get(slot);
    if (cached) {
      this.#cache.delete(slot);
      this.#cache.set(slot, cached);
      return cached;
    }
    const event = this.#reader.read(this.table.place(slot));
    // A record that lies where this one should is not shown in its place.
    if (!event || event.seq !== this.table.seq(slot)) return undefined;
    this.#remember(slot, event);
    return event;
  }

  /** The slot of the event that bears an `externalID` of a provider. */
  slotOf({
    providerIdentifier,
    externalID,
  }: Pick<IncomingEvent, 'providerIdentifier' | 'externalID'>): number | undefined {
    if (externalID === undefined) return undefined;
    for (const slot of this.table.candidates(providerIdentifier, externalID)) {
      const event = this.table.holds(slot) ? this.event(slot) : undefined;
      if (event?.externalID === externalID && event.providerIdentifier === providerIdentifier) return slot;
    }
    return undefined;
  }

  /**
   * Takes an event in, or as a new version of one it has: that of the largest `seq` stands, in whatever order they
   * come. What the user did to it stays.
   */
  keep(
    recorded: Recorded,
    live: boolean,
    marks = this.#marker.mark(recorded.event),
  ): 'new' | 'newer' | 'older' {
    const known = this.slotOf(recorded.event);
    const slot = this.#put(recorded, marks, known);
    if (slot === undefined) return 'older';
    if (live) this.#remember(slot, recorded.event);
    for (const observer of this.#observers) observer.entered(slot, live);
    return known === undefined ? 'new' : 'newer';
  }

  /** Takes events in that were read from disk; tells observers of them together as far as it can. */
  keepRead(records: readonly ReadRecord[]): void {
    let from = 0;
    let end = 0;
    const tell = () => {
      if (end > from) this.#loaded(from, end);
      from = 0;
      end = 0;
    };
    for (const { row, place, event } of records) {
      // What may take the place of another must find it told of.
      if (row.special) tell();
      const slot = event ? this.#put({ event, place }, row, this.slotOf(event)) : this.#putFacts(row, place);
      if (slot === undefined) continue;
      if (slot !== end) {
        tell();
        from = slot;
      }
      end = slot + 1;
    }
    tell();
  }

  /** Takes in events that were never replaced and that the user did nothing to, without their texts. */
  keepRun(facts: SegmentFacts, from: number, to: number, segment: number): void {
    for (let at = from; at < to; at += 1) if (facts.seq[at]! > this.lastSeq) this.lastSeq = facts.seq[at]!;
    const first = this.table.appendRun(facts, from, to, segment, facts.providers);
    this.#loaded(first, first + to - from);
  }

  /** Takes an event out; returns it where it had flags. */
  drop(slot: number): StoredEvent | undefined {
    const event = this.table.flags(slot) === FLAG.used ? undefined : this.event(slot);
    this.#gone?.add(this.table.place(slot));
    this.#leave(slot);
    this.table.release(slot, event);
    return event;
  }

  /** The record of an event lies elsewhere now. */
  move(slot: number, place: Place): void {
    this.#forget(slot);
    this.table.move(slot, place);
  }

  /** The scores say something else of an event now; observers see it leave and come back. */
  setMarks(slot: number, marks: Marks): void {
    for (const observer of this.#observers) observer.leaving(slot);
    this.table.setMarks(slot, marks);
    for (const observer of this.#observers) observer.entered(slot, false);
  }

  /** Sets or clears a flag of an event; observers see it leave and come back. */
  setFlag(slot: number, flag: number, on: boolean): void {
    for (const observer of this.#observers) observer.leaving(slot);
    this.table.setFlag(slot, flag, on);
    for (const observer of this.#observers) observer.entered(slot, false);
  }

  /** Writes an event into the table; returns its slot, or undefined where a newer version is there. */
  #put({ event, place }: Recorded, marks: Marks, known: number | undefined): number | undefined {
    this.lastSeq = Math.max(this.lastSeq, event.seq);
    if (known !== undefined && event.seq <= this.table.seq(known)) {
      // Read twice it would be the very record that stands.
      if (event.seq < this.table.seq(known)) this.#gone?.add(place);
      return undefined;
    }
    if (known !== undefined) {
      this.#gone?.add(this.table.place(known));
      this.#leave(known);
    }
    const slot = known ?? this.table.allocate();
    this.table.set(slot, event, place, marks);
    // What the score wants of the version before is over; what the user did holds for all.
    if (known !== undefined) this.table.setFlag(slot, FATE, false);
    const flags = this.#flagsOf(event);
    if (flags !== 0) this.table.setFlag(slot, flags, true);
    return slot;
  }

  #putFacts(row: FactsRow, place: Place): number {
    this.lastSeq = Math.max(this.lastSeq, row.seq);
    const slot = this.table.allocate();
    this.table.setFacts(slot, row, place);
    return slot;
  }

  #loaded(from: number, end: number): void {
    for (const observer of this.#observers) {
      if (observer.loaded) observer.loaded(from, end);
      else for (let slot = from; slot < end; slot += 1) observer.entered(slot, false);
    }
  }

  #leave(slot: number): void {
    for (const observer of this.#observers) observer.leaving(slot);
    this.#forget(slot);
  }

  #remember(slot: number, event: StoredEvent): void {
    this.#cache.set(slot, event);
    this.#cachedBytes += this.table.bytes(slot);
    while (this.#cache.size > CACHED_EVENTS || (this.#cachedBytes > CACHED_BYTES && this.#cache.size > 1)) {
      this.#forget(this.#cache.keys().next().value!);
    }
  }

  #forget(slot: number): void {
    if (this.#cache.delete(slot)) this.#cachedBytes -= this.table.bytes(slot);
  }
}
