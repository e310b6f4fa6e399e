import { LEVELS, type Level, levelRank, type StoredEvent } from '../event.ts';
import type { ScoreBook } from '../score/score-book.ts';
import { StackIndex } from '../score/stacks.ts';
import type { EventSource, StoreChange } from '../store/event-store.ts';

const HOUR_MS = 3_600_000;
const STRIP_HOURS = 24;
/** At most one notification in this time: a flood costs frames, not keys. */
const FRAME_MS = 33;

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
  #version = 0;
  readonly #hours = new Map<number, number[]>();
  readonly #seconds = new Map<number, number>();
  readonly #listeners = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  #notifiedAt = Number.NEGATIVE_INFINITY;
  readonly #unsubscribe: () => void;

  constructor(source: EventSource, book: ScoreBook) {
    this.source = source;
    this.index = new StackIndex(book);
    for (const event of source.events()) this.#add(event);
    this.#unsubscribe = source.subscribe((changes) => this.#take(changes));
  }

  /** For `useSyncExternalStore`: changes whenever there is something new to draw. */
  readonly version = (): number => this.#version;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Says that something outside the store is to be drawn. */
  readonly touch = (): void => {
    if (this.#timer) return;
    const wait = this.#notifiedAt + FRAME_MS - performance.now();
    if (wait <= 0) this.#notify();
    else this.#timer = setTimeout(() => this.#notify(), wait);
  };

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
      const worst = counts && LEVELS.findLast((level) => (counts[levelRank(level)] ?? 0) > 0);
      const count = counts?.reduce((sum, each) => sum + each, 0) ?? 0;
      return worst ? { count, worst } : { count };
    });
  }

  close(): void {
    this.#unsubscribe();
    clearTimeout(this.#timer);
  }

  #take(changes: readonly StoreChange[]): void {
    const second = Math.floor(performance.now() / 1000);
    for (const { event, replaced } of changes) {
      if (replaced) {
        this.#count(replaced, -1);
        this.index.remove(replaced);
      }
      this.#add(event);
      this.arrivals += 1;
    }
    if (changes.length > 0) this.#seconds.set(second, (this.#seconds.get(second) ?? 0) + changes.length);
    this.touch();
  }

  #add(event: StoredEvent): void {
    this.index.add(event);
    this.#count(event, 1);
  }

  #count(event: StoredEvent, by: number): void {
    const stack = this.index.stackOf(event.id);
    const entry = stack?.entries.findLast((candidate) => candidate.event.id === event.id);
    if (!entry) return;
    const hour = Math.floor(event.time / HOUR_MS);
    const counts = this.#hours.get(hour) ?? LEVELS.map(() => 0);
    const rank = levelRank(entry.meaning.level);
    counts[rank] = (counts[rank] ?? 0) + by;
    this.#hours.set(hour, counts);
  }

  #notify(): void {
    this.#timer = undefined;
    this.#notifiedAt = performance.now();
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}
