import { LEVELS, type Level } from '../event.ts';
import type { StackSubjects } from '../score/cutting.ts';
import { StackIndex } from '../score/stacks.ts';
import type { EventTable } from '../store/event-table.ts';
import { ApartIndex, aloneIn } from './apart-index.ts';
import type { Away } from './away.ts';

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
  /** The events as stacks. */
  readonly index: StackIndex;
  /** How many events are in it. */
  size = 0;
  readonly #table: EventTable;
  readonly #away: Away | undefined;
  readonly #hours = new Map<number, number[]>();
  #apart: ApartIndex | undefined;

  /**
   * @param subjects absent: every event stands alone
   * @param away counts those of its events that came while nobody looked
   */
  constructor(table: EventTable, subjects?: StackSubjects, away?: Away) {
    this.#table = table;
    this.#away = away;
    this.index = subjects ? new StackIndex(table, subjects) : aloneIn(table);
  }

  /** The rows: the stacks, or every event by itself once that is asked for and ready. */
  get rows(): StackIndex {
    return this.#apart && this.#apart.progress === undefined ? this.#apart.index : this.index;
  }

  /** How far setting every event apart is, from 0 to 1; absent when it is done or not asked for. */
  get apartProgress(): number | undefined {
    return this.#apart?.progress;
  }

  /**
   * Gives every event a row of its own, or has the stacks as rows again.
   *
   * @param changed told when there is more to show
   */
  setApart(on: boolean, changed: () => void): void {
    if (on === (this.#apart !== undefined)) return;
    this.#apart?.close();
    this.#apart = on ? new ApartIndex(this.#table, this.index, changed) : undefined;
  }

  add(slot: number): void {
    this.index.add(slot);
    this.#apart?.add(slot);
    this.#count(slot, 1);
  }

  /** Adds the events from one slot up to another, none of which is here. */
  addRun(from: number, end: number): void {
    this.index.addRun(from, end);
    this.#apart?.addRun(from, end);
    for (let slot = from; slot < end; slot += 1) this.#count(slot, 1);
  }

  /** Takes an event out, if it is in here; called while its facts still stand. */
  remove(slot: number): boolean {
    if (!this.index.has(slot)) return false;
    this.index.remove(slot);
    this.#apart?.remove(slot);
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

  close(): void {
    this.#apart?.close();
  }

  #count(slot: number, by: 1 | -1): void {
    this.size += by;
    this.#away?.count(slot, by);
    const hour = Math.floor(this.#table.time(slot) / HOUR_MS);
    let counts = this.#hours.get(hour);
    if (!counts) {
      counts = LEVELS.map(() => 0);
      this.#hours.set(hour, counts);
    }
    counts[this.#table.level(slot)]! += by;
  }
}
