import { LEVELS, type Level } from '../event.ts';
import type { StackSubjects } from '../score/cutting.ts';
import { StackIndex } from '../score/stacks.ts';
import type { EventTable } from '../store/event-table.ts';

const HOUR_MS = 3_600_000;
const STRIP_HOURS = 24;

/** An hour of the strip under the top line. */
export interface StripHour {
  count: number;
  /** The worst severity of the hour; absent when nothing happened. */
  worst?: Level;
}

/** Some of the events, stacked and counted, so that every count agrees with the rows. */
export class EventView {
  readonly index: StackIndex;
  /** How many events are in it. */
  size = 0;
  readonly #table: EventTable;
  readonly #hours = new Map<number, number[]>();

  /** @param subjects absent: every event stands alone */
  constructor(table: EventTable, subjects?: StackSubjects) {
    this.#table = table;
    this.index = subjects ? new StackIndex(table, subjects) : new StackIndex(alone(table), NO_SUBJECTS);
  }

  add(slot: number): void {
    this.index.add(slot);
    this.#count(slot, 1);
  }

  /** Adds the events from one slot up to another, none of which is here. */
  addRun(from: number, end: number): void {
    this.index.addRun(from, end);
    for (let slot = from; slot < end; slot += 1) this.#count(slot, 1);
  }

  /** Takes an event out, if it is in here; called while its facts still stand. */
  remove(slot: number): boolean {
    if (!this.index.has(slot)) return false;
    this.index.remove(slot);
    this.#count(slot, -1);
    return true;
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

  #count(slot: number, by: number): void {
    this.size += by;
    const hour = Math.floor(this.#table.time(slot) / HOUR_MS);
    let counts = this.#hours.get(hour);
    if (!counts) {
      counts = LEVELS.map(() => 0);
      this.#hours.set(hour, counts);
    }
    counts[this.#table.level(slot)]! += by;
  }
}

const NO_SUBJECTS: StackSubjects = { windowOf: () => 0, isEpisodic: () => false };

function alone(table: EventTable) {
  return {
    time: (slot: number) => table.time(slot),
    seq: (slot: number) => table.seq(slot),
    level: (slot: number) => table.level(slot),
    subject: () => 0,
    role: () => 0,
  };
}
