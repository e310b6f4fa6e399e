import type { IncomingEvent } from '../event.ts';
import { LOOKS } from './bounds.ts';
import { firstJson } from './first-json.ts';
import { compileGlob, globCost } from './glob.ts';
import { type Named, namedValue } from './named-value.ts';
import type { Match } from './schema.ts';

const WILDCARD = /[*?]/;

/** One key of a rule's `match`, made ready. */
export interface Test {
  /** Number of the key in {@link MetadataTexts}. */
  slot: number;
  key: string;
  /** The value as the rule writes it. */
  wanted: string;
  fits(text: string): boolean;
}

/** A rule with what follows where it fits. */
export interface Rule<T> {
  tests: readonly Test[];
  gives: T;
}

/** What rules look at. */
type MatchedEvent = Named & Pick<IncomingEvent, 'severity'>;

/** The metadata keys that a score's rules ask for, each with a number. */
export class MatchKeys {
  readonly #slots = new Map<string, number>();
  #cost = 0;

  get names(): readonly string[] {
    return [...this.#slots.keys()];
  }

  /** UTF-16 units of a value that count: so many that no value takes the patterns long. */
  get reach(): number {
    return Math.max(LOOKS.value, Math.floor(LOOKS.matching / Math.max(1, this.#cost)));
  }

  /**
   * Makes a `match` ready. Values compare as text and without regard to case; `*` and `?` in a rule are wildcards, and
   * a lone `*` means "there and not empty".
   */
  compile(match: Match): Test[] {
    return Object.entries(match).map(([key, value]) => {
      const wanted = String(value ?? '');
      this.#cost += globCost(wanted);
      return { slot: this.#slotOf(key), key, wanted, fits: testOf(wanted) };
    });
  }

  #slotOf(key: string): number {
    const known = this.#slots.get(key);
    if (known !== undefined) return known;
    this.#slots.set(key, this.#slots.size);
    return this.#slots.size - 1;
  }
}

/** What rules see of an event: each value read, written as text and lower-cased at most once. */
export class MetadataTexts {
  readonly #names: readonly string[];
  readonly #reach: number;
  readonly #texts: (string | undefined)[];
  readonly #readFor: number[];
  #round = 0;
  #event: MatchedEvent | undefined;

  constructor(keys: MatchKeys) {
    this.#names = keys.names;
    this.#reach = keys.reach;
    this.#texts = this.#names.map(() => undefined);
    this.#readFor = this.#names.map(() => 0);
  }

  /** Turns to an event; what was read of the one before no longer counts. */
  of(event: MatchedEvent): this {
    this.#event = event;
    this.#round += 1;
    return this;
  }

  /** The value of a key in lower case, as far as it counts; undefined where the event has no such key. */
  text(slot: number): string | undefined {
    if (this.#readFor[slot] === this.#round) return this.#texts[slot];
    const text = lowerText(this.#names[slot]!, this.#event!, this.#reach);
    this.#texts[slot] = text;
    this.#readFor[slot] = this.#round;
    return text;
  }

  /** Place of the first rule that fits; -1 for none. */
  first(rules: readonly Rule<unknown>[]): number {
    for (let at = 0; at < rules.length; at += 1) if (this.misfit(rules[at]!) === undefined) return at;
    return -1;
  }

  /** What the first rule that fits gives. */
  choose<T>(rules: readonly Rule<T>[]): T | undefined {
    const at = this.first(rules);
    return at === -1 ? undefined : rules[at]!.gives;
  }

  /** The first test of a rule that the event does not pass. */
  misfit({ tests }: Rule<unknown>): Test | undefined {
    for (const test of tests) {
      const text = this.text(test.slot);
      if (text === undefined || !test.fits(text)) return test;
    }
    return undefined;
  }
}

/** Severity at the top of an event is for the rules too, where the metadata has none. */
function lowerText(key: string, event: MatchedEvent, reach: number): string | undefined {
  const value = namedValue(event, key);
  if (value !== undefined) return asText(value, reach).slice(0, reach).toLowerCase();
  return key === 'severity' ? event.severity?.toLowerCase() : undefined;
}

/** JSON may bring an object with a `toString` of its own, so that `String` would throw. */
function asText(value: unknown, reach: number): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? firstJson(value, reach) : String(value);
}

function testOf(wanted: string): (text: string) => boolean {
  if (wanted === '*') return (text) => text !== '';
  const pattern = wanted.toLowerCase();
  return WILDCARD.test(pattern) ? compileGlob(pattern) : (text) => text === pattern;
}
