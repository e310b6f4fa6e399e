import { LEVELS, type Level, levelRank, type StoredEvent } from '../event.ts';
import { compileGlob } from './glob.ts';
import { namedValue, namesOf } from './named-value.ts';
import { MOMENT_FORMS, readMoment } from './query-dates.ts';
import type { Meaning, ScoreBook } from './score-book.ts';

/** What is known of an event without its text. */
export interface QueryFacts {
  /** Milliseconds since the epoch. */
  time: number;
  /** Rank of its level. */
  level: number;
  provider: string;
  acked: boolean;
  /** It wants no attention whatever its level: its episode is over, or it is of the agenda. */
  over: boolean;
}

/** What an event says of itself, with what its score makes of it. */
export interface QueryTexts {
  event: StoredEvent;
  meaning: Meaning;
}

/** A search or filter, taken apart once. */
export interface Query {
  /** As it was written. */
  readonly text: string;
  /** Plain words to be marked where they stand, in lower case. */
  readonly words: readonly string[];
  /** What cannot be understood, for the person who wrote it; the rest of the query holds. */
  readonly problem?: string;
  /** Whether the facts alone leave an event in. */
  admits(facts: QueryFacts): boolean;
  /** Whether there is more to look at than the facts. */
  readonly readsTexts: boolean;
  /** Lower-case ASCII texts that every fitting event's record holds, so that most records need not be parsed. */
  readonly needles: readonly string[];
  /** Whether an event that is admitted fits. */
  fits(texts: QueryTexts): boolean;
}

/** A piece of a query as it is written: `-key:"two words"`. */
export interface QueryToken {
  /** Lower case; absent for a plain word. */
  key?: string;
  value: string;
  negated: boolean;
  /** As it was written, to be put together again. */
  written: string;
}

/** `-key:value`, `-"two words"`, and what is still being written: `key:`, `"two`. */
const TOKEN = /(-?)(?:([A-Za-z][\w.-]*):(?:"([^"]*)"?|(\S*))|"([^"]*)"?|(\S+))/g;
/** Fields of an event by the names a person gives them; other names are looked for in the metadata. */
const FIELDS: Record<string, (texts: QueryTexts) => readonly unknown[]> = {
  node: ({ event }) => ['NodeName', 'host', 'hostname'].map((name) => namedValue(event, name)),
  vmid: ({ event }) => [namedValue(event, 'VMID'), ...guestsOf(namedValue(event, 'guests'))],
  type: ({ event }) => [namedValue(event, 'TaskType'), namedValue(event, 'type'), event.eventType],
  badge: ({ meaning }) => [meaning.label],
  id: ({ event }) => [event.id, event.externalID],
};
/** Each piece costs a look at every text of every event. */
const PIECES_MAX = 32;
const STATES = ['acked', 'attention'] as const;

/** Takes a query apart; never throws, as it is read while it is being written. */
export function parseQuery(text: string, book: ScoreBook, now: number): Query {
  const tokens = tokensOf(text);
  const conditions = tokens.slice(0, PIECES_MAX).map((token) => conditionOf(token, book, now));
  const facts = conditions.flatMap(({ admits }) => admits ?? []);
  const texts = conditions.flatMap(({ fits }) => fits ?? []);
  const problem =
    tokens.length > PIECES_MAX
      ? `only the first ${PIECES_MAX} words count`
      : conditions.find((condition) => condition.problem !== undefined)?.problem;
  return {
    text,
    words: conditions.flatMap(({ word }) => word ?? []),
    ...(problem !== undefined && { problem }),
    admits: (of) => facts.every((holds) => holds(of)),
    readsTexts: texts.length > 0,
    needles: conditions.flatMap(({ needle }) => needle ?? []),
    fits: (of) => texts.every((holds) => holds(of)),
  };
}

/** The pieces of a query, in their order. */
export function tokensOf(text: string): QueryToken[] {
  return [...text.matchAll(TOKEN)].flatMap(([written, minus, key, ...values]) => {
    const value = values.find((each) => each !== undefined) ?? '';
    // A lone dash or quote is the beginning of something.
    if (value === '' && key === undefined) return [];
    return { ...(key !== undefined && { key: key.toLowerCase() }), value, negated: minus === '-', written };
  });
}

/** A query with its pieces of some keys replaced by another piece, or taken out where there is none. */
export function withToken(text: string, key: string, written: string | undefined): string {
  const kept = tokensOf(text).filter((token) => token.key !== key || token.negated);
  return [...kept.map((token) => token.written), ...(written === undefined ? [] : [written])].join(' ');
}

interface Condition {
  admits?: (facts: QueryFacts) => boolean;
  fits?: (texts: QueryTexts) => boolean;
  needle?: string;
  word?: string;
  problem?: string;
}

function conditionOf({ key, value, negated }: QueryToken, book: ScoreBook, now: number): Condition {
  const wanted = value.toLowerCase();
  switch (key) {
    case undefined:
      return wordCondition(wanted, negated, book);
    case 'sev':
      return severityCondition(wanted, negated);
    case 'before':
    case 'after':
      return timeCondition(key, value, negated, now);
    case 'source':
      return sourceCondition(wanted, negated, book);
    case 'is':
      return stateCondition(wanted, negated);
    default:
      return fieldCondition(key, wanted, negated);
  }
}

function severityCondition(wanted: string, negated: boolean): Condition {
  const level = LEVELS.find((each) => wanted !== '' && each.startsWith(wanted));
  if (!level) return wanted === '' ? {} : { problem: `sev: takes ${LEVELS.join(', ')}` };
  const least = levelRank(level);
  return { admits: (facts) => facts.level >= least !== negated };
}

function timeCondition(key: 'before' | 'after', value: string, negated: boolean, now: number): Condition {
  const moment = readMoment(value, now);
  if (moment === undefined) return value === '' ? {} : { problem: `${key}: takes ${MOMENT_FORMS}` };
  return { admits: ({ time }) => (key === 'before' ? time < moment : time >= moment) !== negated };
}

function stateCondition(wanted: string, negated: boolean): Condition {
  const state = STATES.find((each) => wanted !== '' && each.startsWith(wanted));
  if (!state) return wanted === '' ? {} : { problem: `is: takes ${STATES.join(' or ')}` };
  if (state === 'acked') return { admits: ({ acked }) => acked !== negated };
  return { admits: (facts) => needsAttention(facts) !== negated };
}

/** Not acknowledged, a warning or worse, and not settled. */
export function needsAttention({
  level,
  acked,
  over,
}: Pick<QueryFacts, 'level' | 'acked' | 'over'>): boolean {
  return !acked && !over && level >= levelRank('warning' satisfies Level);
}

/** A source by its identifier, by that of what it belongs to, or by a part of its name. */
function sourceCondition(wanted: string, negated: boolean, book: ScoreBook): Condition {
  if (wanted === '') return {};
  const known = new Map<string, boolean>();
  const isNamed = compileGlob(wanted);
  function isMeant(provider: string): boolean {
    const name = provider.toLowerCase();
    if (isNamed(name) || name.startsWith(`${wanted}.`)) return true;
    return book.find(provider)?.score.displayName.toLowerCase().includes(wanted) ?? false;
  }
  return {
    admits({ provider }) {
      const meant = known.get(provider) ?? isMeant(provider);
      known.set(provider, meant);
      return meant !== negated;
    },
  };
}

/** A value of the event; a pair that no field has may still be a word with a colon in it. */
function fieldCondition(key: string, wanted: string, negated: boolean): Condition {
  if (wanted === '') return {};
  const values = FIELDS[key] ?? (({ event }: QueryTexts) => metadataValues(event, key));
  const isWanted = compileGlob(wanted);
  const asWord = `${key}:${wanted}`;
  const isWord = !Object.hasOwn(FIELDS, key);
  return {
    fits: (texts) => {
      const fits = values(texts).some((value) => isWanted(textOf(value)));
      return (fits || (isWord && hasWord(texts, asWord))) !== negated;
    },
    ...(!negated && !Object.hasOwn(SCORED, key) && needleFor(wanted)),
  };
}

/** Fields whose values the score makes: a record need not hold them. */
const SCORED = { badge: true };

function wordCondition(wanted: string, negated: boolean, book: ScoreBook): Condition {
  const fits = (texts: QueryTexts) => hasWord(texts, wanted) !== negated;
  if (negated) return { fits };
  // A word of the badge or the source's name stands in no record.
  return { fits, word: wanted, ...(!book.says(wanted) && needleFor(wanted)) };
}

/** The longest piece of a text that stands in a record just as it is: no escape of JSON's, and no wildcard. */
function needleFor(wanted: string): { needle: string } | undefined {
  const pieces = wanted.split(/[^\x20-\x7e]|["\\*?]/);
  const needle = pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '');
  return needle === '' ? undefined : { needle };
}

function hasWord({ event, meaning }: QueryTexts, wanted: string): boolean {
  const { title, providerIdentifier, externalID, metadata, derived, extra } = event;
  const shown = [meaning.label, meaning.source, meaning.title, meaning.subtitle, meaning.tag];
  return (
    [title, providerIdentifier, externalID, ...shown].some((text) => holds(text, wanted)) ||
    holds(metadata, wanted) ||
    holds(derived, wanted) ||
    holds(extra, wanted)
  );
}

function contains(text: string, wanted: string): boolean {
  return text.toLowerCase().includes(wanted);
}

/** Looks through every value, however deep; the depth of what is stored is bounded. */
function holds(value: unknown, wanted: string): boolean {
  if (typeof value === 'string') return contains(value, wanted);
  if (typeof value === 'object' && value !== null)
    return Object.values(value).some((each) => holds(each, wanted));
  return value !== undefined && value !== null && contains(String(value), wanted);
}

function metadataValues(event: StoredEvent, key: string): unknown[] {
  return namesOf(event).flatMap((name) => (name.toLowerCase() === key ? [namedValue(event, name)] : []));
}

function guestsOf(guests: unknown): unknown[] {
  if (!Array.isArray(guests)) return [];
  return guests.map((guest: unknown) =>
    typeof guest === 'object' && guest !== null && 'vmid' in guest ? guest.vmid : undefined,
  );
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return (typeof value === 'object' ? JSON.stringify(value) : String(value)).toLowerCase();
}
