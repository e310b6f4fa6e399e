import { FATE, FLAG } from '../store/event-table.ts';
import type { SeqFlags } from '../store/followers.ts';
import type { History } from '../store/history.ts';
import { ExcessError } from './whole-pieces.ts';

/**
 * What a receiver tells of events by their `seq`: what became of them, and that they were given up. It is put into force on
 * those that are known, and remembered for those that come later.
 */
export class Fates {
  /** As bits of {@link FATE}. */
  #flags = new Map<number, number>();
  /** What was given up before it came. */
  readonly #givenUp = new Set<number>();
  readonly #history: History;
  readonly #most: number;

  /** @param most events that it may tell of; `Infinity` of a receiver that is trusted */
  constructor(history: History, most: number) {
    this.#history = history;
    this.#most = most;
  }

  /** As bits of {@link FATE}. */
  of(seq: number): number {
    return this.#flags.get(seq) ?? 0;
  }

  has(seq: number): boolean {
    return this.#flags.has(seq);
  }

  /**
   * What became of events, as their owner says.
   *
   * @param all these are all of which anything did
   * @throws ExcessError
   */
  take(fates: readonly SeqFlags[], all: boolean): void {
    if (all) this.#flags = new Map(fates);
    else for (const [seq, flags] of fates) this.#flags.set(seq, flags);
    this.#refuse(this.#flags.size);
    const told = all ? undefined : new Set(fates.map(([seq]) => seq));
    const { table } = this.#history;
    for (const slot of table.slots()) {
      const seq = table.seq(slot);
      if (told === undefined || told.has(seq)) this.#apply(slot, this.of(seq));
    }
  }

  /** What became of a known event. */
  set(slot: number, fate: number): void {
    this.#flags.set(this.#history.table.seq(slot), fate);
    this.#apply(slot, fate);
  }

  /**
   * Events were given up.
   *
   * @throws ExcessError
   */
  giveUp(seqs: readonly number[]): void {
    for (const seq of this.#drop(seqs)) this.#givenUp.add(seq);
    this.#refuse(this.#givenUp.size);
    for (const seq of seqs) this.#flags.delete(seq);
  }

  /** Whether an event that has come now was given up before; known no longer then. */
  wasGivenUp(seq: number): boolean {
    return this.#givenUp.delete(seq);
  }

  /** All that was to come has come, also without being looked at. */
  complete(): void {
    this.#drop([...this.#givenUp]);
    this.#givenUp.clear();
  }

  clear(): void {
    this.#flags.clear();
    this.#givenUp.clear();
  }

  /** Takes out those of events that are known; returns the others. */
  #drop(seqs: readonly number[]): Set<number> {
    const left = new Set(seqs);
    const { table } = this.#history;
    for (const slot of table.slotsOf(left)) {
      left.delete(table.seq(slot));
      this.#history.drop(slot);
    }
    return left;
  }

  #apply(slot: number, fate: number): void {
    const now = this.#history.table.flags(slot) & FATE;
    for (const flag of [FLAG.acked, FLAG.dismissed])
      if ((now & flag) !== (fate & flag)) this.#history.setFlag(slot, flag, (fate & flag) !== 0);
  }

  #refuse(events: number): void {
    if (events > this.#most)
      throw new ExcessError('it tells of more events than are kept of a receiver elsewhere');
  }
}
