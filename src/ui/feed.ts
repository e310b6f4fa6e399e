import { LEVELS, type Level, type StoredEvent } from '../event.ts';
import type { Meaning, ScoreBook } from '../score/score-book.ts';
import { type Stack, StackIndex } from '../score/stacks.ts';
import type { Subjects } from '../score/subjects.ts';
import type { EventSource } from '../store/event-source.ts';
import { FLAG } from '../store/event-table.ts';
import type { Row } from './rows.ts';

const HOUR_MS = 3_600_000;
const STRIP_HOURS = 24;
/** At most one notification in this time: a flood costs frames, not keys. */
const FRAME_MS = 33;
/** A frame is followed by this many times its own length without one: most of a flood's time is the receiver's. */
const REST = 8;

/** An event with what its score says of it. */
export interface Entry {
  event: StoredEvent;
  meaning: Meaning;
}

/** An hour of the strip under the top line. */
export interface StripHour {
  count: number;
  /** The worst severity of the hour; absent when nothing happened. */
  worst?: Level;
}

/** What the screen shows of the store, kept up as events arrive, and when to draw it again. */
export class TimelineFeed {
  readonly index: StackIndex;
  readonly source: EventSource;
  /** Grows by one with every event that arrives. */
  arrivals = 0;
  /** Grows with everything that happens to what is shown, also with what is not drawn yet. */
  changes = 0;
  readonly #book: ScoreBook;
  readonly #meanings = new WeakMap<StoredEvent, Meaning>();
  #version = 0;
  readonly #hours = new Map<number, number[]>();
  readonly #seconds = new Map<number, number>();
  readonly #listeners = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  #notifiedAt = Number.NEGATIVE_INFINITY;
  /** How long the last frame took to draw. */
  #frameMs = 0;
  /** What the user did to events in this run, the last at the end. */
  readonly #done: { slots: readonly number[]; flag: number; on: boolean }[] = [];
  readonly #stop: readonly (() => void)[];

  constructor(source: EventSource, book: ScoreBook, subjects: Subjects) {
    this.source = source;
    this.#book = book;
    this.index = new StackIndex(source.table, (subject) => subjects.windowOf(subject));
    for (const slot of source.table.slots()) this.#enter(slot);
    this.#stop = [
      source.observe({
        entered: (slot, live) => {
          this.#enter(slot);
          if (live) this.#countArrival();
        },
        leaving: (slot) => this.#leave(slot),
      }),
      source.subscribe(this.touch),
    ];
  }

  /** For `useSyncExternalStore`: changes whenever there is something new to draw. */
  readonly version = (): number => this.#version;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Says that something outside the store is to be drawn. */
  readonly touch = (): void => {
    this.changes += 1;
    if (this.#timer) return;
    const wait = this.#notifiedAt + Math.max(FRAME_MS, this.#frameMs * REST) - performance.now();
    if (wait <= 0) this.#notify();
    else this.#timer = setTimeout(() => this.#notify(), wait);
  };

  /** The event in a slot, read from disk where it has to be; one that cannot be read is stood in for. */
  entry(slot: number): Entry {
    const event = this.source.event(slot) ?? this.#unreadable(slot);
    const meaning = this.#meanings.get(event) ?? this.#book.interpret(event);
    this.#meanings.set(event, meaning);
    return { event, meaning };
  }

  /** The newest entry of a stack's worst severity; `shown` is its newest of all. */
  worst(stack: Stack, shown: Entry): Entry {
    const { table } = this.source;
    for (const slot of this.index.slotsOf(stack)) {
      if (table.level(slot) === stack.worst) return slot === stack.head ? shown : this.entry(slot);
    }
    return shown;
  }

  /** Whether every event of a row has been acknowledged: of a stack, or of one in it. */
  isAcked({ stack, slot, child }: Row): boolean {
    const { table } = this.source;
    if (child >= 0) return (table.flags(slot) & FLAG.acked) !== 0;
    for (const each of this.index.slotsOf(stack)) if ((table.flags(each) & FLAG.acked) === 0) return false;
    return true;
  }

  /**
   * Acknowledges a row or takes that back, or dismisses it: of a stack all of it.
   *
   * @returns how many events that is and whether it is set now, once it is on disk
   */
  async mark(row: Row, flag: number): Promise<{ count: number; on: boolean }> {
    const on = flag === FLAG.dismissed || !this.isAcked(row);
    const all = row.child < 0 ? [...this.index.slotsOf(row.stack)] : [row.slot];
    const slots = all.filter((slot) => ((this.source.table.flags(slot) & flag) !== 0) !== on);
    this.#done.push({ slots, flag, on });
    await this.source.flag(slots, flag, on);
    return { count: slots.length, on };
  }

  /** Takes back what {@link mark} did last in this run; undefined when there is nothing left. */
  async undo(): Promise<number | undefined> {
    const last = this.#done.pop();
    if (!last) return undefined;
    await this.source.flag(last.slots, last.flag, !last.on);
    return last.slots.length;
  }

  time(slot: number): number {
    return this.source.table.time(slot);
  }

  /** Events received in the last sixty seconds. */
  lastMinute(): number {
    const oldest = Math.floor(performance.now() / 1000) - 60;
    let sum = 0;
    for (const [second, count] of this.#seconds) {
      if (second > oldest) sum += count;
      else this.#seconds.delete(second);
    }
    return sum;
  }

  /** The last 24 hours, oldest first; the last is the one under way. */
  strip(now: number): StripHour[] {
    const current = Math.floor(now / HOUR_MS);
    return Array.from({ length: STRIP_HOURS }, (_, at) => {
      const counts = this.#hours.get(current - STRIP_HOURS + 1 + at);
      const worst = counts && LEVELS.findLast((_level, rank) => (counts[rank] ?? 0) > 0);
      const count = counts?.reduce((sum, each) => sum + each, 0) ?? 0;
      return worst ? { count, worst } : { count };
    });
  }

  close(): void {
    for (const stop of this.#stop) stop();
    clearTimeout(this.#timer);
  }

  #enter(slot: number): void {
    this.changes += 1;
    if (this.#isDismissed(slot)) return;
    this.index.add(slot);
    this.#count(slot, 1);
  }

  #leave(slot: number): void {
    this.changes += 1;
    if (this.#isDismissed(slot)) return;
    this.index.remove(slot);
    this.#count(slot, -1);
  }

  #isDismissed(slot: number): boolean {
    return (this.source.table.flags(slot) & FLAG.dismissed) !== 0;
  }

  #countArrival(): void {
    const second = Math.floor(performance.now() / 1000);
    this.#seconds.set(second, (this.#seconds.get(second) ?? 0) + 1);
    this.arrivals += 1;
  }

  #count(slot: number, by: number): void {
    const { table } = this.source;
    const hour = Math.floor(table.time(slot) / HOUR_MS);
    const counts = this.#hours.get(hour) ?? LEVELS.map(() => 0);
    counts[table.level(slot)]! += by;
    this.#hours.set(hour, counts);
  }

  #unreadable(slot: number): StoredEvent {
    const { table } = this.source;
    const time = table.time(slot);
    return {
      id: '',
      seq: table.seq(slot),
      title: 'This event cannot be read from the disk any more',
      providerIdentifier: table.provider(slot),
      eventType: 'event',
      startDate: new Date(time).toISOString(),
      receivedAt: new Date(table.received(slot) * 1000).toISOString(),
      time,
      metadata: {},
    };
  }

  #notify(): void {
    this.#timer = undefined;
    this.#notifiedAt = performance.now();
    this.#version += 1;
    for (const listener of this.#listeners) listener();
    // React draws in a microtask of its own, which was queued before this one.
    queueMicrotask(() => {
      this.#frameMs = performance.now() - this.#notifiedAt;
    });
  }
}
