import type { StackSubjects } from '../score/cutting.ts';
import type { Query } from '../score/query.ts';
import type { ScoreBook } from '../score/score-book.ts';
import type { EventSource } from '../store/event-source.ts';
import { FLAG } from '../store/event-table.ts';
import { Turns } from '../store/turns.ts';
import { EventView } from './event-view.ts';

/** Events that are looked at by their facts together. */
const BATCH = 1000;
/** After so long others have their turn, in milliseconds. */
const SLICE_MS = 5;

export interface QueryViewParts {
  source: EventSource;
  book: ScoreBook;
  query: Query;
  /** As for {@link EventView}. */
  subjects: StackSubjects | undefined;
  /** Whether every event has a row of its own. */
  apart: boolean;
  /** Whether an event wants no attention whatever its level. */
  isOver(slot: number): boolean;
  /** Told when there is more to show. */
  changed(): void;
}

/**
 * The events that fit a query, of the whole history: the newest are looked at first and the rest in the background,
 * and what comes, changes or goes meanwhile is kept up with.
 */
export class QueryView extends EventView {
  readonly query: Query;
  readonly #source: EventSource;
  readonly #book: ScoreBook;
  readonly #isOver: (slot: number) => boolean;
  readonly #changed: () => void;
  /** The slots below have not been looked at, but for the first batch. */
  #below: number;
  #firstIsDue = true;
  /** What came from the disk meanwhile. */
  readonly #later: number[] = [];
  #looked = 0;
  #working = false;
  #closed = false;
  /** Was in here a moment ago. */
  #left = -1;

  constructor({ source, book, query, subjects, apart, isOver, changed }: QueryViewParts) {
    super(source.table, subjects);
    this.query = query;
    this.#source = source;
    this.#book = book;
    this.#isOver = isOver;
    this.#changed = changed;
    this.#below = source.table.end;
    // While there is nothing in it, that is done at once.
    this.setApart(apart, changed);
    this.#start();
  }

  /** How much has been looked at, from 0 to 1; absent when all has. */
  get progress(): number | undefined {
    if (!this.#working) return undefined;
    return this.#looked / Math.max(1, this.#looked + this.#below + this.#later.length);
  }

  /** An event has come or has changed; `live`: it was received just now. */
  enter(slot: number, live: boolean): void {
    // One that changed must not be gone for the time that a search takes.
    const atOnce = live || slot === this.#left || this.#source.indexed === undefined;
    this.#left = -1;
    if (atOnce) {
      for (const _ of this.#look([slot]));
      return;
    }
    this.#later.push(slot);
    this.#start();
  }

  /** Looks again at an event that another has given a new meaning. */
  reconsider(slot: number): void {
    this.leave(slot);
    this.enter(slot, true);
  }

  /** The events from one slot up to another have come from the disk. */
  load(from: number, end: number): void {
    for (let slot = from; slot < end; slot += 1) this.#later.push(slot);
    this.#start();
  }

  /** An event is about to change or to go. */
  leave(slot: number): void {
    this.#left = this.remove(slot) ? slot : -1;
  }

  override close(): void {
    super.close();
    this.#closed = true;
  }

  #start(): void {
    if (this.#working) return;
    this.#working = true;
    void this.#work();
  }

  async #work(): Promise<void> {
    const turns = new Turns(SLICE_MS);
    for (const _ of this.#lookAtAll()) {
      if (!turns.over) continue;
      this.#changed();
      await turns.next();
      if (this.#closed) return;
    }
    this.#working = false;
    this.#changed();
  }

  *#lookAtAll(): Generator<void> {
    for (let slots = this.#nextBatch(); slots.length > 0; slots = this.#nextBatch()) {
      yield* this.#look(slots);
      this.#looked += slots.length;
    }
  }

  /** The first slots are those that the history was opened with, its newest events; then the latest come first. */
  #nextBatch(): number[] {
    const first = Math.min(BATCH, this.#below);
    if (this.#firstIsDue) {
      this.#firstIsDue = false;
      if (first > 0) return rangeOf(0, first);
    }
    if (this.#below > BATCH) {
      const from = Math.max(BATCH, this.#below - BATCH);
      const slots = rangeOf(from, this.#below);
      this.#below = from;
      return slots;
    }
    this.#below = 0;
    return this.#later.splice(-BATCH);
  }

  *#look(slots: readonly number[]): Generator<void> {
    const admitted = slots.filter((slot) => this.#admits(slot));
    // From the last to the first: what is older than all there is finds its place soonest.
    if (!this.query.readsTexts) {
      for (const slot of admitted.reverse()) this.add(slot);
      yield;
      return;
    }
    for (const found of this.#source.search(admitted, this.query.needles)) {
      for (const { slot, event } of found.reverse()) {
        if (!this.query.fits({ event, meaning: this.#book.interpret(event) })) continue;
        if (this.#admits(slot)) this.add(slot);
      }
      yield;
    }
  }

  #admits(slot: number): boolean {
    const { table } = this.#source;
    if (!table.holds(slot) || this.index.has(slot)) return false;
    const flags = table.flags(slot);
    if ((flags & FLAG.dismissed) !== 0) return false;
    const acked = (flags & FLAG.acked) !== 0;
    return this.query.admits({
      time: table.time(slot),
      level: table.level(slot),
      provider: table.provider(slot),
      acked,
      over: this.#isOver(slot),
    });
  }
}

function rangeOf(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}
