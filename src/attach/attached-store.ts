import type { StoredEvent } from '../event.ts';
import type { EventSource } from '../store/event-source.ts';
import { type EventTable, FATE, FLAG, type Place } from '../store/event-table.ts';
import { rowOf } from '../store/facts-row.ts';
import type { SeqFlags } from '../store/followers.ts';
import type { Gap } from '../store/heartbeat.ts';
import { History, type HistoryObserver, type ReadRecord } from '../store/history.ts';
import { Indexing } from '../store/indexing.ts';
import type { OlderLog } from '../store/load-older.ts';
import type { LogProblems } from '../store/log-reader.ts';
import type { Marker } from '../store/marker.ts';
import { readFacts } from '../store/record-facts.ts';
import { RecordReader } from '../store/record-reader.ts';
import { type Found, searchRecords } from '../store/record-search.ts';
import { remark } from '../store/remarking.ts';
import type { SegmentFiles } from '../store/segment-files.ts';
import type { StorageTrouble } from '../store/storage-health.ts';
import { Turns } from '../store/turns.ts';
import { eventIn } from './event-in.ts';
import { type AskMarks, markSlots } from './mark-slots.ts';
import { MOST_KEPT } from './scratch.ts';
import { ExcessError } from './whole-pieces.ts';

/** A record that was told, where it lies for this process to read. */
export interface PlacedLine {
  line: Buffer;
  place: Place;
}

/** Of a receiver elsewhere so many sources are shown. */
const MOST_PROVIDERS = 10_000;
/** The progress of long work is told this often, in milliseconds. */
const PROGRESS_MS = 500;
/** The index of a segment is its owner's to write. */
const UNINDEXED = { add() {} };

/**
 * The events of a receiver in another process, kept up with what that tells. Facts are in memory, texts where the
 * records lie; nothing is ever written of them but through their owner.
 */
export class AttachedStore implements EventSource {
  readonly problems: LogProblems = { damaged: 0, torn: 0, newer: 0, foreign: [] };
  trouble: StorageTrouble;
  lastVisit: string | undefined;
  lastSeen: number | undefined;
  gaps: readonly Gap[] = [];
  readonly #reader: RecordReader;
  readonly #history: History;
  readonly #marker: Marker;
  readonly #ask: AskMarks;
  readonly #isTrusted: boolean;
  /** What became of events, by `seq`, also of those that are not known here yet. */
  #fates = new Map<number, number>();
  /** What was given up before it came. */
  readonly #goneBefore = new Set<number>();
  readonly #listeners = new Set<() => void>();
  #indexing: Indexing | undefined;
  #share: number | undefined;
  #toldAt = 0;
  #closed = false;

  /**
   * @param files in which the records lie
   * @param isTrusted records were written by this program: else each is looked at before it is believed
   */
  constructor(
    files: SegmentFiles,
    marker: Marker,
    { ask, isTrusted }: { ask: AskMarks; isTrusted: boolean },
  ) {
    this.#isTrusted = isTrusted;
    this.#reader = new RecordReader(files);
    this.#marker = marker;
    this.#ask = ask;
    this.#history = new History(this.#reader, marker, ({ seq }) => this.#fates.get(seq) ?? 0);
  }

  get table(): EventTable {
    return this.#history.table;
  }

  get indexed(): number | undefined {
    return this.#share ?? this.#indexing?.share;
  }

  /** The largest there has been. */
  get lastSeq(): number {
    return this.#history.lastSeq;
  }

  event(slot: number): StoredEvent | undefined {
    return this.#history.event(slot);
  }

  search(slots: readonly number[], needles: readonly string[]): Iterable<Found[]> {
    return searchRecords(this.table, this.#reader, slots, needles);
  }

  observe(observer: HistoryObserver): () => void {
    return this.#history.observe(observer);
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes in a record that was received just now, or while this viewer was cut off. */
  takeLive({ line, place }: PlacedLine): void {
    this.#refuseNames();
    const event = eventIn(line);
    if (!event || event.seq <= this.lastSeq) return;
    this.#history.keep({ event, place }, true);
    this.tell();
  }

  /**
   * Takes in records of the history, each of which comes once.
   *
   * @param share of the history that is known then, from 0 to 1; absent for all of it
   */
  takeOlder(lines: readonly PlacedLine[], share?: number): void {
    this.#refuseNames();
    this.#history.keepRead(lines.flatMap((line) => this.#readRecord(line) ?? []));
    this.#share = share;
    // A screen drawn anew at every step would take more time than the steps.
    if (share !== undefined && performance.now() - this.#toldAt < PROGRESS_MS) return;
    this.#toldAt = performance.now();
    this.tell();
  }

  /** Reads the part of a log that was not told, the oldest first; resolves when all of it is known. */
  async readLog(log: OlderLog): Promise<void> {
    const parts = {
      log,
      history: this.#history,
      reader: this.#reader,
      marker: this.#marker,
      live: UNINDEXED,
    };
    const isTouched = (_: number, seq: number) => this.#fates.has(seq);
    this.#indexing = new Indexing(
      parts,
      () => isTouched,
      () => this.tell(),
    );
    await this.#indexing.run();
    const { unread } = log.problems;
    if (unread !== undefined) this.problems.unread = unread;
    this.drop([...this.#goneBefore]);
    this.#goneBefore.clear();
  }

  /**
   * What became of events, as their owner says.
   *
   * @param all these are all of which anything did
   */
  takeFates(fates: readonly SeqFlags[], all: boolean): void {
    if (all) this.#fates = new Map(fates);
    else for (const [seq, flags] of fates) this.#fates.set(seq, flags);
    this.#refuseExcess(this.#fates.size);
    const told = all ? undefined : new Set(fates.map(([seq]) => seq));
    for (const slot of this.table.slots()) {
      const seq = this.table.seq(slot);
      if (told === undefined || told.has(seq)) this.#setFate(slot, this.#fates.get(seq) ?? 0);
    }
    this.tell();
  }

  /** Events were given up. */
  drop(seqs: readonly number[]): void {
    const left = new Set(seqs);
    for (const slot of this.table.slotsOf(left)) {
      left.delete(this.table.seq(slot));
      this.#history.drop(slot);
    }
    for (const seq of left) this.#goneBefore.add(seq);
    this.#refuseExcess(this.#goneBefore.size);
    for (const seq of seqs) this.#fates.delete(seq);
    this.tell();
  }

  /** Forgets all events. */
  async empty(): Promise<void> {
    const turns = new Turns();
    for (const slot of [...this.table.slots()]) {
      this.#history.drop(slot);
      if (turns.over) await turns.next();
    }
    this.#history.lastSeq = 0;
    this.#history.gone.clear();
    this.#fates.clear();
    this.#goneBefore.clear();
    // Files of the same names may be others by now.
    this.#reader.close();
    this.tell();
  }

  /** The records of a segment lie elsewhere now; those that are in it no more are gone. */
  moveSegment(segment: number, places: ReadonlyMap<number, Place>): void {
    this.#reader.forget(segment);
    for (const slot of [...this.table.slots()]) {
      if (this.table.segment(slot) !== segment) continue;
      const place = places.get(this.table.seq(slot));
      if (place) this.#history.move(slot, place);
      else this.#history.drop(slot);
    }
    this.tell();
  }

  /** The segments in which anything lies; what is gone from the others need not be known any more. */
  usedSegments(): Set<number> {
    const used = new Set<number>();
    for (const slot of this.table.slots()) used.add(this.table.segment(slot));
    // Nothing is written anew here, for which they are known elsewhere.
    this.#history.gone.clear();
    return used;
  }

  async flag(slots: readonly number[], flag: number, on: boolean): Promise<void> {
    await markSlots(this.table, this.#ask, { slots, flag, on }, (slot, fate) => this.#setFate(slot, fate));
    this.tell();
  }

  /** The scores have changed; see {@link remark}. */
  async remark(isAffected: (provider: string) => boolean): Promise<void> {
    const parts = { history: this.#history, reader: this.#reader, marker: this.#marker };
    await remark(parts, isAffected, () => this.#closed);
    this.tell();
  }

  /** Says that something changed. */
  tell(): void {
    for (const listener of this.#listeners) queueMicrotask(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#indexing?.close();
    this.#reader.close();
  }

  /** @throws ExcessError for more events than are kept */
  #refuseExcess(events: number): void {
    if (!this.#isTrusted && events > MOST_KEPT.records)
      throw new ExcessError('it tells of more events than are kept of a receiver elsewhere');
  }

  /** @throws ExcessError for more names of sources than anybody has: they are kept until the end */
  #refuseNames(): void {
    if (!this.#isTrusted && this.table.providers.length > MOST_PROVIDERS)
      throw new ExcessError(`it tells of more than ${MOST_PROVIDERS} sources`);
  }

  #readRecord({ line, place }: PlacedLine): ReadRecord | undefined {
    const facts = readFacts(line, this.#marker);
    if (facts && this.#goneBefore.delete(facts.seq)) return undefined;
    if (facts && this.#isTrusted && !this.#fates.has(facts.seq)) return { row: facts, place };
    const event = eventIn(line);
    if (!event || this.#goneBefore.delete(event.seq)) return undefined;
    return { row: rowOf(event, this.#marker.mark(event)), place, event };
  }

  #setFate(slot: number, fate: number): void {
    const now = this.table.flags(slot) & FATE;
    this.#fates.set(this.table.seq(slot), fate);
    for (const flag of [FLAG.acked, FLAG.dismissed])
      if ((now & flag) !== (fate & flag)) this.#history.setFlag(slot, flag, (fate & flag) !== 0);
  }
}
