import { Cutting, type StackFacts, type StackSubjects } from './cutting.ts';
import { OrderedSlots } from './ordered-slots.ts';
import { ROLE } from './roles.ts';
import { StackCuts } from './stack-cuts.ts';
import { SubjectRows } from './subject-rows.ts';

/** Events about one subject within one window; most often a single one. */
export interface Stack {
  /** Slot of the newest event: the one it shows and is ordered by. */
  head: number;
  size: number;
  /** Rank of the worst level in it. */
  worst: number;
  /** Rank of the level it shows: the worst, or that of its newest event. */
  level: number;
}

/** All events as stacks, in the order of the timeline: the one whose newest event is the newest comes first. */
export class StackIndex {
  readonly #facts: StackFacts;
  readonly #rows = new SubjectRows();
  readonly #ordered: OrderedSlots;
  readonly #cuts: StackCuts;

  constructor(facts: StackFacts, subjects: StackSubjects) {
    this.#facts = facts;
    const rows = this.#rows;
    const cutting = new Cutting(facts, subjects, rows);
    this.#ordered = new OrderedSlots((a, b) => cutting.isBefore(a, b));
    this.#cuts = new StackCuts({ facts, subjects, rows, cutting, ordered: this.#ordered });
  }

  /** How many stacks there are. */
  get size(): number {
    return this.#ordered.size;
  }

  /** The stack at a place in the timeline; 0 is the newest. */
  at(place: number): Stack | undefined {
    const head = this.#ordered.at(this.#ordered.size - 1 - place);
    return head === undefined ? undefined : this.#stack(head);
  }

  /** The nearest place, from one on and in steps of 1 or -1, the head of whose stack fits. */
  find(from: number, step: 1 | -1, fits: (head: number) => boolean): number | undefined {
    const last = this.#ordered.size - 1;
    const found = this.#ordered.find(last - from, step === 1 ? -1 : 1, fits);
    return found === undefined ? undefined : last - found;
  }

  /** The place of a stack in the timeline; 0 is the newest. */
  placeOf({ head }: Stack): number {
    return this.#ordered.size - 1 - this.#ordered.placeOf(head);
  }

  /** The stack an event is in. */
  stackOf(slot: number): Stack | undefined {
    return this.has(slot) ? this.#stack(this.#rows.headOf(slot)) : undefined;
  }

  has(slot: number): boolean {
    return this.#rows.has(slot);
  }

  /** The events of a stack, newest first. */
  *slotsOf({ head, size }: Pick<Stack, 'head' | 'size'>): Generator<number> {
    for (let slot = head, left = size; left > 0; slot = this.older(slot), left -= 1) yield slot;
  }

  /** When an event was, in milliseconds since the epoch. */
  time(slot: number): number {
    return this.#facts.time(slot);
  }

  /** Rank of an event's own level. */
  level(slot: number): number {
    return this.#facts.level(slot);
  }

  /** Rank of the level that the stack of a head shows. */
  shownLevel(head: number): number {
    const showsCurrent = (this.#facts.role(head) & ROLE.current) !== 0;
    return showsCurrent ? this.#facts.level(head) : this.#rows.worst(head);
  }

  /** The event before another in its stack. */
  older(slot: number): number {
    return this.#rows.older(slot);
  }

  /** The event after another in its stack. */
  newer(slot: number): number {
    return this.#rows.newer(slot);
  }

  /** The oldest event of a stack. */
  first({ head }: Stack): number {
    return this.#rows.first(head);
  }

  /** As {@link StackCuts.addRun}. */
  addRun(from: number, end: number): void {
    this.#cuts.addRun(from, end);
  }

  add(slot: number): void {
    this.#cuts.add(slot);
  }

  /** As {@link StackCuts.remove}. */
  remove(slot: number): void {
    this.#cuts.remove(slot);
  }

  #stack(head: number): Stack {
    return {
      head,
      size: this.#rows.sizeAt(head),
      worst: this.#rows.worst(head),
      level: this.shownLevel(head),
    };
  }
}
