import type { StoredEvent } from '../event.ts';
import type { EventSource } from '../store/event-source.ts';
import type { EventTable, Place } from '../store/event-table.ts';
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
import { remarkAll } from '../store/remarking.ts';
import type { SegmentFiles } from '../store/segment-files.ts';
import { SoonTold } from '../store/soon-told.ts';
import type { StorageTrouble } from '../store/storage-health.ts';
import { Turns } from '../store/turns.ts';
import { eventIn } from './event-in.ts';
import { Fates } from './fates.ts';
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
  /** What its owner came upon in the log. */
  told: LogProblems = { damaged: 0, torn: 0, newer: 0, foreign: [] };
  /** Why a part of the history could not be read from here. */
  unread: string | undefined;
  trouble: StorageTrouble;
  lastVisit: string | undefined;
  lastSeen: number | undefined;
  gaps: readonly Gap[] = [];
  readonly #reader: RecordReader;
  readonly #history: History;
  readonly #marker: Marker;
  readonly #ask: AskMarks;
  readonly #isTrusted: boolean;
  readonly #fates: Fates;
  readonly #listeners = new SoonTold();
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
    this.#history = new History(this.#reader, marker, ({ seq }) => this.#fates.of(seq));
    this.#fates = new Fates(this.#history, isTrusted ? Number.POSITIVE_INFINITY : MOST_KEPT.records);
  }

  get table(): EventTable {
    return this.#history.table;
  }

  get problems(): LogProblems {
    return this.unread === undefined ? this.told : { ...this.told, unread: this.unread };
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
    return this.#listeners.add(listener);
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
    if (lines.length > 0) this.#refuseNames();
    this.#history.keepRead(lines.flatMap((line) => this.#readRecord(line) ?? []));
    this.#share = share;
    // A screen drawn anew at every step would take more time than the steps.
    if (share !== undefined && performance.now() - this.#toldAt < PROGRESS_MS) return;
    this.#toldAt = performance.now();
    this.tell();
  }

  /** Reads the part of a log that was not told, the oldest first; resolves when all of it is known. */
  async readLog(log: OlderLog): Promise<void> {
    const isTouched = (_: number, seq: number) => this.#fates.has(seq);
    this.#indexing = new Indexing(
      { ...this.#parts, log, live: UNINDEXED },
      () => isTouched,
      () => this.tell(),
    );
    await this.#indexing.run();
    this.unread ??= log.problems.unread;
    this.#fates.complete();
    this.tell();
  }

  /**
   * What became of events, as their owner says.
   *
   * @param all these are all of which anything did
   */
  takeFates(fates: readonly SeqFlags[], all: boolean): void {
    this.#fates.take(fates, all);
    this.tell();
  }

  /** Events were given up. */
  drop(seqs: readonly number[]): void {
    this.#fates.giveUp(seqs);
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
    this.unread = undefined;
    this.#fates.clear();
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

  /** The segments in which anything lies. */
  usedSegments(): Set<number> {
    const used = new Set<number>();
    for (const slot of this.table.slots()) used.add(this.table.segment(slot));
    return used;
  }

  async flag(slots: readonly number[], flag: number, on: boolean): Promise<void> {
    await markSlots(this.table, this.#ask, { slots, flag, on }, (slot, fate) => this.#fates.set(slot, fate));
    this.tell();
  }

  /** The scores have changed; see {@link remarkAll}. */
  remark(isAffected: (provider: string) => boolean): Promise<void> {
    const remarking = {
      ...this.#parts,
      rest: async () => this.#indexing?.run(),
      stopped: () => this.#closed,
      tell: () => this.tell(),
    };
    return remarkAll(remarking, this.indexed !== undefined, isAffected);
  }

  get #parts() {
    return { history: this.#history, reader: this.#reader, marker: this.#marker };
  }

  /** Says that something changed. */
  tell(): void {
    this.#listeners.tell();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#indexing?.close();
    this.#reader.close();
  }

  /** @throws ExcessError for more names of sources than anybody has: they are kept until the end */
  #refuseNames(): void {
    if (!this.#isTrusted && this.table.providers.length > MOST_PROVIDERS)
      throw new ExcessError(`it tells of more than ${MOST_PROVIDERS} sources`);
  }

  #readRecord({ line, place }: PlacedLine): ReadRecord | undefined {
    const facts = readFacts(line, this.#marker);
    if (facts && this.#fates.wasGivenUp(facts.seq)) return undefined;
    if (facts && this.#isTrusted && !this.#fates.has(facts.seq)) return { row: facts, place };
    const event = eventIn(line);
    if (!event || this.#fates.wasGivenUp(event.seq)) return undefined;
    return { row: rowOf(event, this.#marker.mark(event)), place, event };
  }
}
