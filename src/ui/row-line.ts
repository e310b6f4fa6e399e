import { isAbsent } from '../event.ts';
import { joinSafe, type SafeText, safe, safeText } from '../safe-text.ts';
import { namedValue } from '../score/named-value.ts';
import type { Entry } from './entries.ts';
import type { TimelineFeed } from './feed.ts';
import { cutStartToWidth, displayWidth, fitToWidth } from './format.ts';
import { blanks, lineWidth, markWords } from './line.ts';
import { messageLine } from './message-line.ts';
import type { Row } from './rows.ts';
import type { Line, Segment, Theme } from './theme.ts';
import { datedRowTime, rowTime, type Times } from './times.ts';

export interface RowStyle {
  /** Where the texts of a row's event are. */
  feed: Pick<TimelineFeed, 'entry' | 'worst' | 'time' | 'marks' | 'run' | 'cycles' | 'isUnseen'>;
  width: number;
  now: number;
  theme: Theme;
  selected: boolean;
  /** The keys go to the timeline, not to the inspector beside it. */
  focused: boolean;
  open: boolean;
  /** What was searched for, in lower case, to be marked in the title. */
  words: readonly string[];
  times?: Times;
}

/** Columns give way one after the other as the pane narrows; the title and the badge stay. */
const SOURCE_FROM = 76;
const BADGE_WORD_FROM = 52;
const SUBJECT_FROM = 36;
/** UTF-16 units of what a score puts beside the title. */
const TAG_MAX = 12;
const INDICATOR_MAX = 8;
const SUBTITLE_MAX = 300;
/** The message stands in the row where so many cells are left behind the title. */
const MESSAGE_FROM = 16;

/**
 * A row of the timeline: `▌▸ 03:14  Proxmox  pve-01/100  Backup completed…   ×7  ✗ Error`, exactly as wide as
 * the pane when selected, at most so otherwise.
 */
export function rowLine(row: Row, style: RowStyle): Line {
  return style.selected ? mark(lineOf(row, style), style) : lineOf(row, style);
}

function lineOf(row: Row, style: RowStyle): Segment[] {
  const { width, theme, feed } = style;
  const entry = feed.entry(row.slot);
  const { meaning } = entry;
  const left: Segment[] = [
    { text: safe`▌`, color: theme.scoreColor(meaning.color) },
    { text: unfoldMark(row, style), click: { does: 'unfold' } },
    { text: safe`${timeOf(row, style)}  ` },
  ];
  if (width >= SOURCE_FROM) left.push({ text: safe`${fitToWidth(safeText(meaning.source), 8)} `, dim: true });
  // An event under its stack is of the same subject, and its date needs the room.
  if (width >= (row.child < 0 ? SUBJECT_FROM : BADGE_WORD_FROM)) {
    const cells = subjectWidth(width);
    // Nodes of a cluster differ at the end of their names, and the guest stands there too.
    left.push({ text: safe`${fitToWidth(cutStartToWidth(subjectOf(entry), cells), cells)}  ` });
  }
  const right = [
    ...(feed.marks.isAcked(row) ? [{ text: safe` ✓`, dim: true }] : []),
    ...countOf(row, style),
    ...tagOf(entry, width),
    ...badge(row.child < 0 ? feed.worst(row.stack, entry) : entry, style),
  ];
  const room = width - lineWidth(left) - lineWidth(right);
  const unseen = feed.isUnseen(row);
  return [...(unseen ? left.map(emphasize) : left), ...textOf(row, entry, room, unseen, style), ...right];
}

/** The title, and the message behind it where there is room, in exactly so many cells. */
function textOf(
  row: Row,
  entry: Entry,
  room: number,
  unseen: boolean,
  { words, theme }: RowStyle,
): Segment[] {
  const marked = { underline: true, bold: true, color: theme.accent };
  const title = titleOf(row, entry);
  const left = room - displayWidth(title) - 2;
  const message = left < MESSAGE_FROM ? undefined : (messageLine(entry.event, title) ?? subtitleOf(entry));
  const shown = message === undefined ? fitToWidth(title, room) : safe`${title}  `;
  const segments = markWords(shown, words, marked);
  const titled = unseen ? segments.map(emphasize) : segments;
  if (message === undefined) return titled;
  const told = markWords(fitToWidth(message, left), words, marked);
  return [...titled, ...told.map((segment) => ({ dim: !segment.underline, ...segment }))];
}

/** Not dim as well: one sequence ends both, and Ink would end the bold with the dim. */
function emphasize(segment: Segment): Segment {
  return { ...segment, bold: true, dim: false };
}

/** ▸ a stack, ▾ an open one; children are indented. */
function unfoldMark(row: Row, { open }: RowStyle): SafeText {
  if (row.child >= 0) return safe`   `;
  if (row.stack.size === 1) return safe`  `;
  return open ? safe`▾ ` : safe`▸ `;
}

/** The date stands before the time where an event is not of the day it stands under. */
function timeOf({ slot, child, stack }: Row, { feed, now, times = 'local' }: RowStyle): SafeText {
  const time = feed.time(slot);
  return child < 0 ? rowTime(time, now, times) : datedRowTime(time, feed.time(stack.head), now, times);
}

/** What the event is stacked by, or else the node and guest it names. */
function subjectOf({ event, meaning }: Entry): SafeText {
  if (meaning.group) return safeText(meaning.group.subject);
  const named = ['NodeName', 'VMID']
    .map((name) => namedValue(event, name))
    .filter((value) => !isAbsent(value));
  return named.length === 0
    ? safe`–`
    : joinSafe(
        named.map((value) => safeText(value)),
        safe`/`,
      );
}

function subjectWidth(width: number): number {
  return Math.max(10, Math.min(18, Math.floor(width / 5)));
}

/** What the score calls it, or else the sender, with the indicator before it. */
function titleOf({ child, stack }: Row, { event, meaning }: Entry): SafeText {
  const ofStack = child < 0 && stack.size > 1 ? meaning.stackTitle : undefined;
  const title = safeText(ofStack ?? meaning.title ?? event.title);
  if (meaning.indicator === undefined) return title;
  // What joins several emoji into one is not drawn: the first of them says enough.
  const indicator = safeText(meaning.indicator.split('\u200D', 1)[0], INDICATOR_MAX);
  return safe`${indicator} ${title}`;
}

function subtitleOf({ meaning }: Entry): SafeText | undefined {
  return meaning.subtitle ? safeText(meaning.subtitle, SUBTITLE_MAX) : undefined;
}

function tagOf({ meaning }: Entry, width: number): Segment[] {
  if (meaning.tag === undefined || width < SOURCE_FROM) return [];
  return [{ text: safe`  ${safeText(meaning.tag, TAG_MAX)}`, dim: true }];
}

/** How many events a stack has; of an episode how often it began, of a run where it stands. */
function countOf({ child, stack }: Row, { feed, now, width }: RowStyle): Segment[] {
  if (child >= 0) return [];
  const run = feed.run(stack, now);
  const count = stack.size === 1 ? [] : [{ text: safe`  ×${stack.size}`, bold: true }];
  if (run) return width < SOURCE_FROM ? count : [{ text: safe`  ${safeText(run.text, 24)}`, bold: true }];
  const cycles = feed.cycles(stack) ?? 1;
  return cycles === 1 ? count : [{ text: safe`  ↻${cycles}`, bold: true }, ...count];
}

/** A stack bears the worst severity in it; where that is not its newest event's, the badge of that severity. */
function badge({ meaning }: Entry, { width, theme }: RowStyle): Segment[] {
  const { glyph, color: levelColor } = theme.levels[meaning.level];
  // A note of the day is no alert: its badge is neutral.
  const ofLevel = meaning.surface === 'agenda' ? undefined : levelColor;
  const color = meaning.badgeColor === undefined ? ofLevel : theme.scoreColor(meaning.badgeColor);
  if (width < BADGE_WORD_FROM) return [{ text: safe` ${glyph}`, color, bold: true }];
  const word = safe`${glyph} ${safeText(meaning.label, 12)}`;
  return [{ text: safe`  ${fitToWidth(word, Math.max(10, displayWidth(word)))}`, color, bold: true }];
}

function mark(line: Segment[], { focused, width }: RowStyle): Line {
  const full = [...line, { text: blanks(width - lineWidth(line)) }];
  return full.map((segment) =>
    focused
      ? { ...segment, inverse: true, dim: false }
      : { ...segment, bold: true, dim: false, underline: true },
  );
}
