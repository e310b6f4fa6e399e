import { type SafeText, safe, safeText } from '../safe-text.ts';
import { clockTime, cutToWidth, wrapToWidth } from './format.ts';
import { keyHint } from './keys.ts';
import { plain } from './line.ts';
import type { AttachedTo, Look } from './services.ts';
import type { Line } from './theme.ts';
import { wrapCommand } from './wrap-command.ts';

/** The timeline, its heading and what is always there need these rows. */
const OTHER_ROWS = 8;
const FEWEST = 3;
const MOST = 8;
/** Of the reason, in characters. */
const MOST_WHY = 300;

/**
 * That a receiver is not heard, since when and why, and what to do; nothing while it is. On a small screen in few words:
 * a command stands there whole or not at all.
 */
export function cutOffLines(
  { link, remedy }: AttachedTo,
  columns: number,
  rows: number,
  { theme, keys }: Look,
): Line[] {
  const now = link();
  if (now.kind === 'live') return [];
  const { how, command } = remedy();
  const wrap = (text: SafeText) => wrapToWidth(text, columns);
  const copies = command ? keyHint('copyRestart', keys, (key) => safe` (${key} copies it)`) : safe``;
  const commandLines = command ? wrapCommand(command, columns) : [];
  const why = safeText(now.why, MOST_WHY);
  const since = clockTime(now.since);
  const whole = wrap(safe`✗ Cut off from the receiver since ${since}: ${why}. Trying again.`);
  const short = cutToWidth(safe`✗ Cut off since ${since}: ${why}`, columns);
  const told = wrap(command ? safe`${how}${copies}:` : how);
  const room = Math.max(FEWEST, Math.min(MOST, rows - OTHER_ROWS));
  const forms = [
    [...whole, ...told, ...commandLines],
    [short, ...told, ...commandLines],
    [short, ...wrap(command ? safe`${how}${copies}.` : how)],
    ...(command ? [[short, ...commandLines]] : []),
    [short, ...wrap(command ? keyHint('copyRestart', keys, (key) => safe`${key} copies what to do.`) : how)],
  ];
  const lines = forms.find(({ length }) => length <= room) ?? [
    ...forms.at(-1)!.slice(0, room - 1),
    keyHint('log', keys, (key) => safe`… ${key} tells all of it`),
  ];
  return lines.map((line) => plain(line, { color: theme.bad, bold: true }));
}
