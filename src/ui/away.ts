import { LEVELS } from '../event.ts';
import type { Stack, StackIndex } from '../score/stacks.ts';
import type { EventSource } from '../store/event-source.ts';
import type { Wanted } from './find-row.ts';
import type { Row } from './rows.ts';
import { MOST_WALKED } from './stack-state.ts';

/**
 * The events that came while nobody looked: since the timeline was left the last time, and before it was opened this
 * time. They stay what they are until the program ends; what was dismissed is not among them.
 */
export class Away {
  /** When the timeline was left, in milliseconds since the epoch. */
  readonly since: number;
  /** How many there are of each level, by its rank. */
  readonly counts: number[] = LEVELS.map(() => 0);
  readonly #source: EventSource;
  /** The largest `seq` there was as the timeline was opened. */
  readonly #last: number;
  /** The events that were read first reach back to before it was left: later ones are all among them. */
  readonly #isKnown: boolean;

  private constructor(source: EventSource, since: number) {
    this.since = since;
    this.#source = source;
    const { table } = source;
    let last = 0;
    for (const slot of table.slots()) last = Math.max(last, table.seq(slot));
    this.#last = last;
    this.#isKnown = [...table.slots()].some((slot) => !this.has(slot));
  }

  /** To be made before anything else arrives; undefined at the first visit. */
  static of(source: EventSource): Away | undefined {
    const since = Date.parse(source.lastVisit ?? '');
    return Number.isNaN(since) ? undefined : new Away(source, since);
  }

  get total(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  /** Whether nothing that is still being read can be one of them. */
  get isWhole(): boolean {
    return this.#isKnown || this.#source.indexed === undefined;
  }

  has(slot: number): boolean {
    const { table, lastSeen } = this.#source;
    const seq = table.seq(slot);
    // Left by a version that noted the time alone, which is kept of events in whole seconds.
    const isLater = lastSeen === undefined ? table.received(slot) * 1000 > this.since : seq > lastSeen;
    return isLater && seq <= this.#last;
  }

  /** An event has come to the timeline, or leaves it while its facts still stand. */
  count(slot: number, by: 1 | -1): void {
    if (this.has(slot)) this.counts[this.#source.table.level(slot)]! += by;
  }

  /** Whether a row shows one of them, or is a stack with one among its events. */
  isIn({ child, slot, stack }: Row, index: StackIndex): boolean {
    if (this.total === 0) return false;
    return child < 0 ? this.#isInStack(stack, index, MOST_WALKED) : this.has(slot);
  }

  /** The rows of them, as far as they are in what is shown; undefined where none is. */
  wanted(index: StackIndex): Wanted | undefined {
    let oldest = Number.POSITIVE_INFINITY;
    const { table } = this.#source;
    for (let slot = 0; slot < table.end; slot += 1) {
      if (!index.has(slot) || !this.has(slot)) continue;
      oldest = Math.min(oldest, table.time(slot));
    }
    if (oldest === Number.POSITIVE_INFINITY) return undefined;
    return {
      // A stack stands at its newest event: below the oldest of them none can be.
      stack: (head) => table.time(head) >= oldest && this.#isInStack(index.stackOf(head)!, index),
      event: (slot) => this.has(slot),
    };
  }

  /** @param most events that are looked at, the newest first */
  #isInStack({ head, size }: Stack, index: StackIndex, most = size): boolean {
    for (const slot of index.slotsOf({ head, size: Math.min(size, most) })) if (this.has(slot)) return true;
    return false;
  }
}
