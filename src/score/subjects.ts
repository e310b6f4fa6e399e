import { levelRank } from '../event.ts';
import type { Marker } from '../store/event-table.ts';
import type { Group, ScoreBook } from './score-book.ts';

const PARTS = 64;

/** Numbers for what events are about, so that a million of them can name it in four bytes each. */
export class Subjects {
  /** Many small maps: one that holds a million keys takes a tenth of a second to grow. */
  readonly #numbers = Array.from({ length: PARTS }, () => new Map<string, number>());
  /** By number, in milliseconds. 0 is what stands alone. */
  readonly #windows: number[] = [0];
  readonly #keys: string[] = [''];

  /** The number of a group's subject, the same for the same key. */
  numberOf({ key, windowMs }: Pick<Group, 'key' | 'windowMs'>): number {
    const part = this.#numbers[partOf(key)]!;
    const known = part.get(key);
    if (known !== undefined) return known;
    const number = this.#windows.push(windowMs) - 1;
    part.set(key, number);
    this.#keys.push(key);
    return number;
  }

  keyOf(subject: number): string {
    return this.#keys[subject] ?? '';
  }

  /** How long a stack about it may span, in milliseconds. */
  windowOf(subject: number): number {
    return this.#windows[subject] ?? 0;
  }
}

/** What the scores say of an event, as far as it decides where the event stands. */
export function marker(book: ScoreBook, subjects: Subjects): Marker {
  return {
    fingerprint: book.fingerprint,
    mark(event) {
      const { level, group } = book.place(event);
      return { level: levelRank(level), subject: group ? subjects.numberOf(group) : 0 };
    },
    nameOf: (subject) => `${subjects.windowOf(subject)} ${subjects.keyOf(subject)}`,
    subjectOf(name) {
      const end = name.indexOf(' ');
      return subjects.numberOf({ windowMs: Number(name.slice(0, end)), key: name.slice(end + 1) });
    },
  };
}

/** Keys differ most at their ends. */
function partOf(key: string): number {
  let sum = 0;
  for (let at = Math.max(0, key.length - 8); at < key.length; at += 1)
    sum = (sum * 31 + key.charCodeAt(at)) | 0;
  return sum & (PARTS - 1);
}
