import type { Stack } from '../score/stacks.ts';
import type { EventSource } from '../store/event-source.ts';
import { FLAG } from '../store/event-table.ts';
import type { Row } from './rows.ts';

/** What the user does to events in this run, and how it is taken back. */
export class UserMarks {
  readonly #source: EventSource;
  readonly #slotsOf: (stack: Stack) => Iterable<number>;
  /** The last at the end. */
  readonly #done: { slots: readonly number[]; flag: number; on: boolean }[] = [];

  /** @param slotsOf the events of a stack as it is shown */
  constructor(source: EventSource, slotsOf: (stack: Stack) => Iterable<number>) {
    this.#source = source;
    this.#slotsOf = slotsOf;
  }

  /** Whether every event of a row has been acknowledged: of a stack, or of one in it. */
  isAcked({ stack, slot, child }: Row): boolean {
    const { table } = this.#source;
    if (child >= 0) return (table.flags(slot) & FLAG.acked) !== 0;
    for (const each of this.#slotsOf(stack)) if ((table.flags(each) & FLAG.acked) === 0) return false;
    return true;
  }

  /** There is something that {@link undo} takes back. */
  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  /**
   * Acknowledges a row or takes that back, or dismisses it: of a stack all of it.
   *
   * @returns how many events that is and whether it is set now, once it is on disk
   */
  async mark(row: Row, flag: number): Promise<{ count: number; on: boolean }> {
    const on = flag === FLAG.dismissed || !this.isAcked(row);
    const all = row.child < 0 ? [...this.#slotsOf(row.stack)] : [row.slot];
    const slots = all.filter((slot) => ((this.#source.table.flags(slot) & flag) !== 0) !== on);
    const done = { slots, flag, on };
    this.#done.push(done);
    try {
      await this.#source.flag(slots, flag, on);
    } catch (error) {
      // What was not done is not to be taken back: another timeline may have done it since.
      const at = this.#done.indexOf(done);
      if (at >= 0) this.#done.splice(at, 1);
      throw error;
    }
    return { count: slots.length, on };
  }

  /** Takes back what {@link mark} did last in this run; undefined when there is nothing left. */
  async undo(): Promise<number | undefined> {
    const last = this.#done.pop();
    if (!last) return undefined;
    try {
      await this.#source.flag(last.slots, last.flag, !last.on);
    } catch (error) {
      this.#done.push(last);
      throw error;
    }
    return last.slots.length;
  }
}
