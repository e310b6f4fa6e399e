import { LEVELS } from '../event.ts';
import { type SafeText, safe, safeText } from '../safe-text.ts';
import { withToken } from '../score/query.ts';
import type { ScoreBook } from '../score/score-book.ts';
import type { EventSource } from '../store/event-source.ts';
import { wrapToWidth } from './format.ts';
import { type KeyTable, keyHint } from './keys.ts';
import { lineWidth, plain, spread } from './line.ts';
import type { Look } from './services.ts';
import type { Filter } from './shown-views.ts';
import type { Line, Theme } from './theme.ts';
import { writingKeys, writtenLine } from './written-line.ts';

/** One of several that a question on the bottom line offers, by its key. */
export interface Choice {
  key: string;
  label: SafeText;
  /** The filter that it makes. */
  filter: string;
}

const SOURCE_KEYS = '123456789bcdefghijklmnopqrstuvwxyz';

/** The severities to show from, each by its first letter. */
export function severityChoices(filter: string): Choice[] {
  const levels = LEVELS.filter((level) => level !== 'info').map((level) => ({
    key: level[0]!,
    label: safeText(level),
    filter: withToken(filter, 'sev', `sev:${level}`),
  }));
  return [...levels, { key: 'a', label: safe`all`, filter: withToken(filter, 'sev', undefined) }];
}

/** The sources there are events of, by number. */
export function sourceChoices(filter: string, { table }: EventSource, book: ScoreBook): Choice[] {
  const sources = table.providers.slice(0, SOURCE_KEYS.length).map((provider, at) => ({
    key: SOURCE_KEYS[at]!,
    label: safeText(book.find(provider)?.score.displayName ?? provider, 24),
    filter: withToken(filter, 'source', `source:${provider}`),
  }));
  return [...sources, { key: 'a', label: safe`all`, filter: withToken(filter, 'source', undefined) }];
}

/** A question with its choices, on the bottom line. */
export function choiceLine(
  question: SafeText,
  choices: readonly Choice[],
  width: number,
  theme: Theme,
): Line {
  const all = choices.map(({ key, label }) => {
    const click = { does: 'key', key } as const;
    return [
      { text: safeText(key), bold: true, color: theme.accent, click },
      { text: safe` ${label}`, click },
    ];
  });
  const whole = [[{ text: question, bold: true }], ...all].flatMap((each, at) =>
    at === 0 ? each : [{ text: safe`  ` }, ...each],
  );
  if (lineWidth(whole) <= width) return whole;
  // The answers must all be seen, the question can be guessed from them.
  return all.flatMap((each, at) => (at === 0 ? each : [{ text: safe` ` }, ...each]));
}

/** What is being searched for, as it is written on the bottom line. */
export function searchLine(
  text: string,
  filter: Filter | undefined,
  width: number,
  { theme, keys }: Look,
): Line {
  const problem = filter?.query.problem;
  const right: Line =
    problem === undefined
      ? writingKeys('keep', keys)
      : [{ text: safe`▲ ${safeText(problem)}`, color: theme.bad }];
  return writtenLine(safe`/`, text, right, width, theme);
}

/**
 * What the filter lets through and what it hides, and whether there is more to come.
 *
 * @param kept whether it is written no more: what it does not look for is told here then
 */
export function filterLine(
  filter: Filter,
  indexed: number | undefined,
  width: number,
  theme: Theme,
  kept: boolean,
): Line {
  const { query, size, hidden } = filter;
  const { problem } = query;
  const right: Line = [
    ...(kept && problem !== undefined ? [{ text: safe`▲ ${safeText(problem)}  `, color: theme.bad }] : []),
    ...stillToCome(filter, indexed),
    { text: hidden === 0 ? count(size) : safe`${count(size)}, ${grouped(hidden)} hidden`, dim: true },
  ];
  return spread(
    [
      { text: safe`filter `, dim: true },
      { text: safeText(query.text), bold: true, color: theme.accent },
    ],
    right,
    width,
  );
}

/** Says that nothing fits, how much is hidden, and which key shows it. */
export function nothingFitsLines(
  filter: Filter,
  indexed: number | undefined,
  width: number,
  keys: KeyTable,
): Line[] {
  const { query, hidden, progress } = filter;
  const looking = progress !== undefined || indexed !== undefined;
  const found = looking ? safe`Nothing found yet for` : safe`Nothing fits`;
  const how = keyHint('back', keys, (key) => safe` ${key} shows them again.`);
  const text = safe`${found} ${safeText(query.text)}: ${count(hidden)} hidden.${how}`;
  return wrapToWidth(text, width).map((line) => plain(line));
}

function stillToCome({ progress }: Filter, indexed: number | undefined): Line {
  if (indexed !== undefined) return [{ text: safe`still indexing, older events follow  `, bold: true }];
  if (progress === undefined) return [];
  return [{ text: safe`searching ${Math.floor(progress * 100)} %  `, bold: true }];
}

function count(events: number): SafeText {
  return safe`${grouped(events)} ${events === 1 ? safe`event` : safe`events`}`;
}

function grouped(count: number): SafeText {
  return safeText(count.toLocaleString('en-US'));
}
