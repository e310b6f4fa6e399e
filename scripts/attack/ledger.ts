import type { Stored } from './case.ts';
import type { Answer } from './wire.ts';

/** What was acknowledged, to be compared with what is stored. */
export class Ledger {
  /** Gotify's clients get a `seq`, all others an `id`. */
  readonly #acked = new Set<string | number>();
  readonly #maybe = new Set<string>();
  readonly #checks: { key: string | number; name: string; holds: (event: Stored) => boolean }[] = [];
  readonly #before: ReadonlySet<string>;

  /** @param before the ids of what was stored at the beginning */
  constructor(before: Iterable<string> = []) {
    this.#before = new Set(before);
  }

  get acknowledged(): number {
    return this.#acked.size;
  }

  note(answer: Answer): void {
    const key = ackOf(answer);
    if (key !== undefined) this.#acked.add(key);
  }

  /** What was sent whole and given up without an answer may be stored. */
  mayBeStored(title: string): void {
    this.#maybe.add(title);
  }

  /** Asks at the end whether this holds of the event that was acknowledged so. */
  check(answer: Answer, name: string, holds: (event: Stored) => boolean): void {
    const key = ackOf(answer);
    if (key !== undefined) this.#checks.push({ key, name, holds });
  }

  /** What is wrong with what is stored: all of it and nothing else must have been acknowledged. */
  async compare(stored: AsyncIterable<Stored>): Promise<string[]> {
    const missing = new Set(this.#acked);
    const wrong: string[] = [];
    for await (const event of stored) {
      const { id, seq, title } = event;
      const isAcked = this.#acked.has(id) || this.#acked.has(seq);
      missing.delete(id);
      missing.delete(seq);
      if (!isAcked && !this.#before.has(id) && !this.#maybe.has(title))
        wrong.push(`stored and never acknowledged: ${JSON.stringify(title)}`);
      for (const { key, name, holds } of this.#checks)
        if ((key === id || key === seq) && !holds(event))
          wrong.push(`${name}: is stored as ${JSON.stringify(event).slice(0, 400)}`);
    }
    for (const key of missing) wrong.push(`acknowledged and not stored: ${key}`);
    return wrong.length > 20 ? [...wrong.slice(0, 20), `and ${wrong.length - 20} more`] : wrong;
  }
}

function ackOf({ status, body }: Answer): string | number | undefined {
  if (status !== 200 && status !== 202) return undefined;
  try {
    const { id } = JSON.parse(body);
    return typeof id === 'string' || typeof id === 'number' ? id : undefined;
  } catch {
    return undefined;
  }
}
