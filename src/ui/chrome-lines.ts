import type { Level } from '../event.ts';
import { type SafeText, safe, safeText } from '../safe-text.ts';
import type { StripHour } from './event-view.ts';
import type { TimelineFeed } from './feed.ts';
import { type Command, type Focus, type KeyBinding, keyHint, keyName } from './keys.ts';
import { lineWidth, plain, spread } from './line.ts';
import { refusalNotice } from './refusal-lines.ts';
import { scoreNoticeTexts } from './score-notices.ts';
import type { Look, TimelineServices } from './services.ts';
import type { Line, Segment, Theme } from './theme.ts';

/** Severity shows in the height too: each has its own, whatever the colour. */
const HEIGHT_OF: Record<Level, SafeText> = {
  info: safe`▂`,
  ok: safe`▃`,
  warning: safe`▄`,
  error: safe`▆`,
  critical: safe`█`,
};

/** So long a refusal is told of above the timeline, in milliseconds. */
const NEWS_MS = 600_000;

export interface TopLineFacts {
  endpoint: SafeText;
  /** Only senders on this machine can reach the receiver. */
  loopbackOnly: boolean;
  lastMinute: number;
  storageTrouble: boolean;
  /** The mouse is on, and marks no text. */
  mouse: boolean;
  /** How much of the history has been read, from 0 to 1; absent when all of it has. */
  indexed: number | undefined;
  /** Nothing listens, and nothing is stored. */
  demo: boolean;
  /** Another process receives: which, and whether it is heard. */
  attached: { name: SafeText; isLive: boolean } | undefined;
}

/** Name, endpoint, who can reach it, what is arriving, and whether it is kept. */
export function topLine(facts: TopLineFacts, width: number, theme: Theme): Line {
  const reach = facts.loopbackOnly ? safe`loopback only` : safe`LAN`;
  const left: Line = [
    { text: safe`tempo-tui`, bold: true, color: theme.accent },
    ...(facts.attached ? [{ text: safe`  ${facts.attached.name}` }] : []),
    { text: safe`  ${facts.demo ? safe`demo` : facts.endpoint}  ` },
    { text: facts.demo ? safe`made up, in memory, no port is open` : reach, dim: true },
  ];
  const right: Line = [
    ...indexing(facts.indexed),
    ...(facts.mouse ? [{ text: safe`mouse on  `, bold: true }] : []),
    { text: safe`${facts.lastMinute}/min  `, dim: true },
    storing(facts, theme),
  ];
  return spread(left, right, width);
}

function storing({ demo, storageTrouble, attached }: TopLineFacts, theme: Theme): Segment {
  if (attached && !attached.isLive) return { text: safe`✗ CUT OFF`, color: theme.bad, bold: true };
  if (demo) return { text: safe`nothing is stored`, dim: true };
  return storageTrouble
    ? { text: safe`✗ NOT STORING`, color: theme.bad, bold: true }
    : { text: safe`✓ storing`, color: theme.good };
}

function indexing(indexed: number | undefined): Line {
  return indexed === undefined ? [] : [{ text: safe`indexing ${Math.floor(indexed * 100)} %  `, bold: true }];
}

/** One cell an hour, the worst severity of the hour in height and colour. */
export function stripLine(hours: readonly StripHour[], width: number, theme: Theme): Line {
  const cells = hours.map(
    ({ worst }): Segment =>
      worst ? { text: HEIGHT_OF[worst], color: theme.levels[worst].color } : { text: safe`·`, dim: true },
  );
  const total = hours.reduce((sum, { count }) => sum + count, 0);
  const line = [
    { text: safe`24h `, dim: true },
    ...cells,
    { text: safe` now   ${total} ${total === 1 ? safe`event` : safe`events`}`, dim: true },
  ];
  return lineWidth(line) <= width ? line : cells.slice(-width);
}

/**
 * What is wrong and needs the user's eyes, most serious first; one line each.
 *
 * @param looked when what was refused was looked at last, in milliseconds since the epoch
 */
export function noticeLines(
  { feed, refusals, attached, astray, scoreNotices, theme, keys }: TimelineServices,
  looked: number,
  now: number,
): Line[] {
  const { trouble, problems } = feed.source;
  const lines: Line[] = [];
  if (trouble) {
    const text = safe`✗ Events cannot be stored and are refused: ${safeText(trouble.message)}`;
    lines.push(plain(text, { color: theme.bad, bold: true }));
  }
  // One that is not heard refuses nobody, and nobody knows what it is in the way of.
  const isHeard = attached?.link().kind !== 'lost';
  const why = isHeard ? astray?.() : undefined;
  if (why !== undefined) {
    const more = keyHint('log', keys, (key) => safe` ${key} tells how it was.`);
    lines.push(plain(safe`✗ ${safeText(why)}${more}`, { color: theme.bad, bold: true }));
  }
  const set = problems.damaged + problems.torn;
  if (set > 0) {
    const what = set === 1 ? safe`1 damaged record was` : safe`${set} damaged records were`;
    lines.push(plain(safe`▲ ${what} set aside in quarantine/ beside the data.`, { color: theme.bad }));
  }
  if (problems.newer > 0) {
    const text = safe`▲ ${problems.newer} records are from a newer tempo-tui and are not shown.`;
    lines.push(plain(text, { color: theme.bad }));
  }
  if (problems.unread !== undefined) {
    const text = safe`✗ A part of the history cannot be read: ${safeText(problems.unread)}`;
    lines.push(plain(text, { color: theme.bad, bold: true }));
  }
  for (const text of scoreNoticeTexts(scoreNotices(), keys)) lines.push(plain(text, { color: theme.bad }));
  const refused = refusalNotice(refusals.recent, sinceFor(feed, looked, now), now, keys);
  if (refused && isHeard) lines.push(plain(refused, { color: theme.bad }));
  return lines;
}

/** Refusals are news for a while, and for as long as nothing else has come. */
function sinceFor({ source }: TimelineFeed, looked: number, now: number): number {
  return Math.max(looked, source.table.size === 0 ? 0 : now - NEWS_MS);
}

/** The keys that work now, most useful first, as many as fit whole. */
export function footerLine(
  focus: Focus,
  usable: (command: Command) => boolean,
  width: number,
  { theme, keys }: Look,
): Line {
  const bindings = keys.filter(
    (binding) =>
      binding.footer > 0 && binding.in.includes(focus) && binding.keys.length > 0 && usable(binding.command),
  );
  const segments: Segment[] = [];
  for (const binding of bindings.toSorted((a, b) => a.footer - b.footer)) {
    const next = footerKey(binding, theme);
    // Help and quit must not fall off a narrow screen: what comes before them makes room.
    const reserve = binding.footer >= 12 ? 0 : 16;
    if (lineWidth([...segments, ...next]) + reserve <= width) segments.push(...next);
  }
  return segments;
}

function footerKey({ keys, verb }: KeyBinding, theme: Theme): Segment[] {
  const click = { does: 'key', key: keys[0]! } as const;
  return [
    { text: keyName(keys[0]!), bold: true, color: theme.accent, click },
    { text: safe` ${verb}`, dim: true, click },
    { text: safe`  ` },
  ];
}
