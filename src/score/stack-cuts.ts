import type { Cutting, StackFacts, StackSubjects } from './cutting.ts';
import type { OrderedSlots } from './ordered-slots.ts';
import { NONE, type SubjectRows } from './subject-rows.ts';

/** What the stacks are kept in, and by what they are cut. */
interface Parts {
  facts: StackFacts;
  subjects: StackSubjects;
  rows: SubjectRows;
  cutting: Cutting;
  /** The head of each stack. */
  ordered: OrderedSlots;
}

/**
 * Keeps the events of each subject cut into stacks as they come and go.
 * The stacks do not depend on the order of arrival: they are those of sorting every event of a subject by its time (then by
 * `seq`) and cutting wherever one lies more than the window after the first of its stack; with episodes, wherever one lies
 * more than the window after the event that closed the one before it. A late event has its own subject cut anew from its
 * place to where the cuts are the old ones again.
 */
export class StackCuts {
  readonly #facts: StackFacts;
  readonly #subjects: StackSubjects;
  readonly #rows: SubjectRows;
  readonly #cutting: Cutting;
  readonly #ordered: OrderedSlots;
  /** Slots of a run that is being added: its heads get their places in the order when all of it is linked. */
  #runFrom = 0;
  #runEnd = 0;

  constructor({ facts, subjects, rows, cutting, ordered }: Parts) {
    this.#facts = facts;
    this.#subjects = subjects;
    this.#rows = rows;
    this.#cutting = cutting;
    this.#ordered = ordered;
  }

  /**
   * Adds the events from one slot up to another, none of which is here. Cheaper than one by one: an event that is
   * followed by another of its stack within the run never needs a place in the order.
   */
  addRun(from: number, end: number): void {
    this.#runFrom = from;
    this.#runEnd = end;
    for (let slot = from; slot < end; slot += 1) this.add(slot);
    this.#runEnd = this.#runFrom;
    for (let slot = from; slot < end; slot += 1) if (this.#rows.sizeAt(slot) > 0) this.#ordered.add(slot);
  }

  add(slot: number): void {
    this.#rows.reach(slot);
    const subject = this.#facts.subject(slot);
    const newest = subject === 0 ? NONE : this.#rows.newestOf(subject);
    if (newest === NONE) {
      this.#rows.insert(slot, NONE, NONE, subject);
      this.#crown(slot, slot, 1, this.#facts.level(slot));
    } else if (this.#cutting.isBefore(newest, slot)) {
      this.#rows.insert(slot, newest, NONE, subject);
      this.#addNewest(slot, newest, subject);
    } else {
      this.#addLate(slot, newest, subject);
    }
  }

  /** Takes an event out; called while its facts still stand. */
  remove(slot: number): void {
    const rows = this.#rows;
    if (!rows.has(slot)) return;
    const head = rows.headOf(slot);
    const first = rows.first(head);
    const size = rows.sizeAt(head);
    const [older, newer] = [rows.older(slot), rows.newer(slot)];
    this.#uncrown(head);
    rows.unlink(slot, this.#facts.subject(slot));
    if (size === 1) return;
    // The head has no crown now; a cut gives every event from its beginning on its stack again.
    if (slot === first) {
      this.#recut(newer);
      return;
    }
    if (this.#subjects.isEpisodic(this.#facts.subject(slot))) {
      this.#recut(first);
      return;
    }
    const left = slot === head ? older : head;
    this.#crown(left, first, size - 1, this.#worstOf(left, size - 1));
  }

  /** Gives an event that is the newest of its subject its stack: that of the one before it, or one of its own. */
  #addNewest(slot: number, before: number, subject: number): void {
    const first = this.#rows.first(before);
    const level = this.#facts.level(slot);
    if (!this.#cutting.joins(first, before, slot, subject)) {
      this.#crown(slot, slot, 1, level);
      return;
    }
    const size = this.#rows.sizeAt(before) + 1;
    const worst = Math.max(this.#rows.worst(before), level);
    this.#uncrown(before);
    this.#crown(slot, first, size, worst);
  }

  #addLate(slot: number, newest: number, subject: number): void {
    const rows = this.#rows;
    const { head, later } = this.#cutting.stackBefore(slot, newest, subject);
    if (head === NONE) {
      rows.insert(slot, NONE, later, subject);
      this.#recut(slot);
      return;
    }
    const behind = this.#cutting.isBefore(head, slot);
    if (behind) rows.insert(slot, head, later, subject);
    else this.#cutting.insertWithin(slot, head, subject);
    const first = rows.first(head);
    if (behind && !this.#cutting.joins(first, head, slot, subject)) {
      this.#recut(slot);
      return;
    }
    // What an episode is like after an event depends on the event.
    if (this.#subjects.isEpisodic(subject)) {
      this.#recut(first);
      return;
    }
    const size = rows.sizeAt(head) + 1;
    const worst = Math.max(rows.worst(head), this.#facts.level(slot));
    if (behind) {
      this.#uncrown(head);
      this.#crown(slot, first, size, worst);
    } else {
      rows.setHead(head, first, size, worst);
    }
  }

  /** Cuts a subject anew from an event on that begins a stack, as far as the old cuts do not hold. */
  #recut(from: number): void {
    const rows = this.#rows;
    const subject = this.#facts.subject(from);
    let endedHere = false;
    for (let first = from; first !== NONE; ) {
      let size = 0;
      let worst = 0;
      let last = first;
      for (let slot = first; slot !== NONE; slot = rows.newer(slot)) {
        if (slot !== first && !this.#cutting.joins(first, last, slot, subject)) break;
        endedHere = rows.sizeAt(slot) > 0;
        if (endedHere) this.#uncrown(slot);
        size += 1;
        worst = Math.max(worst, this.#facts.level(slot));
        last = slot;
      }
      this.#crown(last, first, size, worst);
      first = rows.newer(last);
      // An old stack ended here too: from here on the old cuts hold.
      if (endedHere) return;
    }
  }

  /** Makes an event the newest of a stack. */
  #crown(head: number, first: number, size: number, worst: number): void {
    this.#rows.setHead(head, first, size, worst);
    if (!this.#isOfRun(head)) this.#ordered.add(head);
  }

  #uncrown(head: number): void {
    if (!this.#isOfRun(head)) this.#ordered.remove(head);
    this.#rows.clearHead(head);
  }

  #isOfRun(slot: number): boolean {
    return slot >= this.#runFrom && slot < this.#runEnd;
  }

  #worstOf(head: number, size: number): number {
    let worst = 0;
    for (let slot = head, left = size; left > 0; slot = this.#rows.older(slot), left -= 1)
      worst = Math.max(worst, this.#facts.level(slot));
    return worst;
  }
}
