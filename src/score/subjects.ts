import { levelRank } from '../event.ts';
import type { Marker, SubjectIdentity } from '../store/event-table.ts';
import { HashIndex } from '../store/hash-index.ts';
import type { Group, ScoreBook } from './score-book.ts';
import { subjectHash } from './subject-hash.ts';

/** Numbers for what events are about, so that a million of them can name it in four bytes each. */
export class Subjects {
  readonly #index = new HashIndex();
  #count = 1;
  /** By number; 0 is what stands alone. */
  #high = new Uint32Array(1024);
  #low = new Uint32Array(1024);
  #windows = new Float64Array(1024);

  /** The number of a group's subject, the same for the same key. */
  numberOf({ key, windowMs }: Pick<Group, 'key' | 'windowMs'>): number {
    const { high, low } = subjectHash(key);
    return this.numberOfHash(high, low, windowMs);
  }

  /**
   * The same by the halves of the key's {@link subjectHash}. Two subjects of one hash would be taken for one: among a
   * million that happens once in thirty-seven million histories.
   */
  numberOfHash(high: number, low: number, windowMs: number): number {
    const known = this.#index.findWhere(low, (candidate) => this.#high[candidate] === high);
    if (known !== undefined) return known;
    const number = this.#count;
    this.#count += 1;
    if (number === this.#low.length) this.#grow();
    this.#high[number] = high;
    this.#low[number] = low;
    this.#windows[number] = windowMs;
    this.#index.add(low, number);
    return number;
  }

  /** The halves of the hash of a subject's key, and its window. */
  identityOf(subject: number): SubjectIdentity {
    return {
      high: this.#high[subject]!,
      low: this.#low[subject]!,
      windowMs: this.#windows[subject]!,
    };
  }

  /** How long a stack about it may span, in milliseconds. */
  windowOf(subject: number): number {
    return this.#windows[subject] ?? 0;
  }

  #grow(): void {
    this.#high = doubled(this.#high, new Uint32Array(this.#count * 2));
    this.#low = doubled(this.#low, new Uint32Array(this.#count * 2));
    this.#windows = doubled(this.#windows, new Float64Array(this.#count * 2));
  }
}

/** What the scores say of an event, as far as it decides where the event stands. */
export function marker(book: ScoreBook, subjects: Subjects): Marker {
  return {
    fingerprint: book.fingerprint,
    mark(event) {
      const { level, group } = book.interpret(event);
      return { level: levelRank(level), subject: group ? subjects.numberOf(group) : 0 };
    },
    identityOf: (subject) => subjects.identityOf(subject),
    subjectOf: (high, low, windowMs) => subjects.numberOfHash(high, low, windowMs),
  };
}

function doubled<T extends Uint32Array | Float64Array>(column: T, larger: T): T {
  larger.set(column);
  return larger;
}
