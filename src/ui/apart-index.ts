import type { StackFacts, StackSubjects } from '../score/cutting.ts';
import { StackIndex } from '../score/stacks.ts';
import type { EventTable } from '../store/event-table.ts';
import { Turns } from '../store/turns.ts';

/** Slots that are looked at before the time is. */
const BATCH = 512;
/** After so long others have their turn, in milliseconds. */
const SLICE_MS = 5;

const NO_SUBJECTS: StackSubjects = { windowOf: () => 0, isEpisodic: () => false };

/**
 * Events of which each stands alone, in the order of time: those of an index of stacks, taken over in the background,
 * and from then on what comes and goes with them.
 */
export class ApartIndex {
  readonly index: StackIndex;
  readonly #table: EventTable;
  readonly #stacks: StackIndex;
  readonly #changed: () => void;
  /** The slots from here on have not been looked at. */
  #next = 0;
  #working = true;
  #closed = false;

  /** @param changed told when there is more to show */
  constructor(table: EventTable, stacks: StackIndex, changed: () => void) {
    this.#table = table;
    this.#stacks = stacks;
    this.#changed = changed;
    this.index = aloneIn(table);
    void this.#work();
  }

  /** How much has been taken over, from 0 to 1; absent when all has. */
  get progress(): number | undefined {
    return this.#working ? this.#next / Math.max(1, this.#table.end) : undefined;
  }

  add(slot: number): void {
    this.index.add(slot);
  }

  /** Adds the events from one slot up to another. */
  addRun(from: number, end: number): void {
    this.index.addRun(from, end);
  }

  /** Takes an event out; called while its facts still stand. */
  remove(slot: number): void {
    this.index.remove(slot);
  }

  close(): void {
    this.#closed = true;
  }

  async #work(): Promise<void> {
    const turns = new Turns(SLICE_MS);
    while (this.#stacks.size > 0 && this.#next < this.#table.end) {
      this.#takeOver(Math.min(this.#next + BATCH, this.#table.end));
      if (this.#next === this.#table.end || !turns.over) continue;
      this.#changed();
      await turns.next();
      if (this.#closed) return;
    }
    this.#working = false;
    this.#changed();
  }

  #takeOver(end: number): void {
    for (let slot = this.#next; slot < end; slot += 1)
      if (this.#stacks.has(slot) && !this.index.has(slot)) this.index.add(slot);
    this.#next = end;
  }
}

/** An index in which each event is a stack by itself. */
export function aloneIn(table: EventTable): StackIndex {
  return new StackIndex(alone(table), NO_SUBJECTS);
}

/** The facts of events without what they are about. */
function alone(table: EventTable): StackFacts {
  return {
    time: (slot) => table.time(slot),
    seq: (slot) => table.seq(slot),
    level: (slot) => table.level(slot),
    subject: () => 0,
    role: () => 0,
  };
}
