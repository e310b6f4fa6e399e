import { levelRank } from '../event.ts';
import { HashIndex } from '../store/hash-index.ts';
import type { Marker, SubjectIdentity } from '../store/marker.ts';
import { NameNumbers } from '../store/name-numbers.ts';
import type { StackSubjects } from './cutting.ts';
import { ROLE, roleOf } from './roles.ts';
import type { Group, ScoreBook } from './score-book.ts';
import { subjectHash } from './subject-hash.ts';

/** Numbers for what events are about, so that a million of them can name it in four bytes each. */
export class Subjects implements StackSubjects {
  readonly #index = new HashIndex();
  readonly #providers = new NameNumbers();
  #count = 1;
  /** By number; 0 is what stands alone. */
  #high = new Uint32Array(1024);
  #low = new Uint32Array(1024);
  #cuts = new Float64Array(1024);
  #provider = new Uint32Array(1024);

  /** The number of a group's subject, the same for the same key. */
  numberOf(group: Pick<Group, 'key' | 'windowMs' | 'mode'>, provider: string): number {
    const cut = cutOf(group);
    // What ends its stacks elsewhere is another subject: scores change while the program runs.
    return this.numberOfIdentity({ ...subjectHash(`${cut} ${group.key}`), cut }, provider);
  }

  /**
   * The same by what stands for it. Two subjects of one hash would be taken for one, which among a million happens once
   * in thirty-seven million histories by chance; who chooses keys to bring it about may name any subject of that
   * provider anyway, and reaches no other provider's.
   */
  numberOfIdentity({ high, low, cut }: SubjectIdentity, provider: string): number {
    const owner = this.#providers.numberOf(provider);
    const known = this.#index.findWhere(
      low,
      (candidate) => this.#high[candidate] === high && this.#provider[candidate] === owner,
    );
    if (known !== undefined) return known;
    const number = this.#count;
    this.#count += 1;
    if (number === this.#low.length) this.#grow();
    this.#high[number] = high;
    this.#low[number] = low;
    this.#cuts[number] = cut;
    this.#provider[number] = owner;
    this.#index.add(low, number);
    return number;
  }

  /** What stands for a subject, the same at every start. */
  identityOf(subject: number): SubjectIdentity {
    return { high: this.#high[subject]!, low: this.#low[subject]!, cut: this.#cuts[subject]! };
  }

  windowOf(subject: number): number {
    const cut = this.#cuts[subject] ?? 0;
    return cut < 0 ? -cut - 1 : cut;
  }

  isEpisodic(subject: number): boolean {
    return (this.#cuts[subject] ?? 0) < 0;
  }

  #grow(): void {
    this.#high = doubled(this.#high, new Uint32Array(this.#count * 2));
    this.#low = doubled(this.#low, new Uint32Array(this.#count * 2));
    this.#cuts = doubled(this.#cuts, new Float64Array(this.#count * 2));
    this.#provider = doubled(this.#provider, new Uint32Array(this.#count * 2));
  }
}

/** What the scores say of an event, as far as it decides where the event stands. */
export function marker(book: ScoreBook, subjects: Subjects): Marker {
  return {
    get fingerprint() {
      return book.fingerprint;
    },
    mark(event) {
      const { level, group, surface } = book.place(event);
      const agenda = surface === 'agenda' ? ROLE.agenda : 0;
      if (!group) return { level: levelRank(level), subject: 0, role: agenda };
      const subject = subjects.numberOf(group, event.providerIdentifier);
      return { level: levelRank(level), subject, role: roleOf(group) | agenda };
    },
    triage: (event) => book.triage(event),
    identityOf: (subject) => subjects.identityOf(subject),
    subjectOf: (identity, provider) => subjects.numberOfIdentity(identity, provider),
  };
}

/** Where the stacks of a group end: its window in milliseconds, below zero for that of an episode's rest. */
function cutOf({ windowMs, mode }: Pick<Group, 'windowMs' | 'mode'>): number {
  return mode === 'session' ? -windowMs - 1 : windowMs;
}

function doubled<T extends Uint32Array | Float64Array>(column: T, larger: T): T {
  larger.set(column);
  return larger;
}
