import { isClosing } from './roles.ts';
import { NONE, type SubjectRows } from './subject-rows.ts';

/** What the stacks are made from: facts of each event, by its slot in the store. */
export interface StackFacts {
  /** Milliseconds since the epoch. */
  time(slot: number): number;
  seq(slot: number): number;
  /** Rank of its level. */
  level(slot: number): number;
  /** Number of what it is about; 0 for what stands alone. */
  subject(slot: number): number;
  /** As {@link ROLE} has it. */
  role(slot: number): number;
}

/** What the stacks about a subject are like. */
export interface StackSubjects {
  /** How long a stack may span from its first event, or an episode may rest before it is over; in milliseconds. */
  windowOf(subject: number): number;
  /** Its stacks are episodes: from the event that opens one to that which closes it. */
  isEpisodic(subject: number): boolean;
}

/** Where events stand among those of their subject, and where one stack of it ends and the next begins. */
export class Cutting {
  readonly #facts: StackFacts;
  readonly #subjects: StackSubjects;
  readonly #rows: SubjectRows;

  constructor(facts: StackFacts, subjects: StackSubjects, rows: SubjectRows) {
    this.#facts = facts;
    this.#subjects = subjects;
    this.#rows = rows;
  }

  /**
   * The last stack of a subject that does not begin after an event, and the first event behind it: those before it end
   * before anything changes. Looked for from both ends, as history may be added from either.
   */
  stackBefore(slot: number, newest: number, subject: number): { head: number; later: number } {
    const rows = this.#rows;
    const fromNewest = { head: newest, later: NONE };
    const fromOldest = { head: NONE, later: rows.oldestOf(subject) };
    for (;;) {
      if (fromOldest.later === NONE || this.isBefore(slot, fromOldest.later)) return fromOldest;
      if (!this.isBefore(slot, rows.first(fromNewest.head))) return fromNewest;
      fromOldest.head = rows.headOf(fromOldest.later);
      fromOldest.later = rows.newer(fromOldest.head);
      fromNewest.later = rows.first(fromNewest.head);
      fromNewest.head = rows.older(fromNewest.later);
    }
  }

  /** Whether an event is of the stack that has another first and a third newest before it. */
  joins(first: number, last: number, slot: number, subject: number): boolean {
    const facts = this.#facts;
    const window = this.#subjects.windowOf(subject);
    if (!this.#subjects.isEpisodic(subject)) return facts.time(slot) - facts.time(first) <= window;
    return !isClosing(facts.role(last)) || facts.time(slot) - facts.time(last) <= window;
  }

  /** Whether an event stands before another: by time, then by `seq`. */
  isBefore(a: number, b: number): boolean {
    const time = this.#facts.time(a) - this.#facts.time(b);
    if (time !== 0) return time < 0;
    const seq = this.#facts.seq(a) - this.#facts.seq(b);
    return seq === 0 ? a < b : seq < 0;
  }

  /** Puts an event into the row of its subject, among events of one stack. */
  insertWithin(slot: number, head: number, subject: number): void {
    let newer = head;
    while (this.isBefore(slot, this.#rows.older(newer))) newer = this.#rows.older(newer);
    this.#rows.insert(slot, this.#rows.older(newer), newer, subject);
  }
}
