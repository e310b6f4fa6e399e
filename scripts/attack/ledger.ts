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
  compare(stored: readonly Stored[]): string[] {
    const byKey = new Map<string | number, Stored>();
    for (const event of stored) byKey.set(event.id, event).set(event.seq, event);
    const wrong: string[] = [];
    for (const key of this.#acked) if (!byKey.has(key)) wrong.push(`acknowledged and not stored: ${key}`);
    for (const { id, seq, title } of stored) {
      if (this.#before.has(id) || this.#acked.has(id) || this.#acked.has(seq) || this.#maybe.has(title))
        continue;
      wrong.push(`stored and never acknowledged: ${JSON.stringify(title)}`);
    }
    for (const { key, name, holds } of this.#checks) {
      const event = byKey.get(key);
      if (event && !holds(event)) wrong.push(`${name}: is stored as ${JSON.stringify(event).slice(0, 400)}`);
    }
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
