import stringWidth from 'string-width';
import { type SafeText, safe } from '../safe-text.ts';
import { certainWidth } from './cell-width.ts';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** How many cells text takes. */
export function displayWidth(text: SafeText): number {
  return certainWidth(text) ?? stringWidth(text);
}

/** Cuts text to at most `width` cells, ending in `…` where something was left out. */
export function cutToWidth(text: SafeText, width: number): SafeText {
  if (width <= 0) return safe``;
  if (displayWidth(text) <= width) return text;
  let out = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const cells = displayWidth(segment as SafeText);
    if (used + cells > width - 1) break;
    out += segment;
    used += cells;
  }
  return `${out}…` as SafeText;
}

/** Cuts text to at most `width` cells from its start, for what tells apart by its end. */
export function cutStartToWidth(text: SafeText, width: number): SafeText {
  if (displayWidth(text) <= width) return text;
  let out = '';
  let used = 0;
  for (const { segment } of [...graphemes.segment(text)].reverse()) {
    const cells = displayWidth(segment as SafeText);
    if (used + cells > width - 1) break;
    out = segment + out;
    used += cells;
  }
  return `…${out}` as SafeText;
}

/** Cuts or pads text to exactly `width` cells. */
export function fitToWidth(text: SafeText, width: number): SafeText {
  const cut = cutToWidth(text, width);
  return (cut + ' '.repeat(Math.max(0, width - displayWidth(cut)))) as SafeText;
}

/**
 * Breaks text into lines of at most `width` cells, at blanks where it can; loses no character but those blanks.
 *
 * @param indent blanks before every line but the first
 */
export function wrapToWidth(text: SafeText, width: number, indent = 0): SafeText[] {
  if (displayWidth(text) <= width || width <= indent) return [text];
  const lead = ' '.repeat(indent);
  const lines: SafeText[] = [];
  let line = '';
  let used = 0;
  let lastBlank = -1;
  for (const { segment } of graphemes.segment(text)) {
    const cells = displayWidth(segment as SafeText);
    if (used + cells > width) {
      if (segment === ' ') lastBlank = line.length;
      const rest = displayWidth(line.slice(lastBlank + 1) as SafeText);
      const atBlank = lastBlank > width / 2 && indent + rest + cells <= width;
      lines.push((atBlank ? line.slice(0, lastBlank) : line) as SafeText);
      line = lead + (atBlank ? line.slice(lastBlank + 1) : '');
      used = displayWidth(line as SafeText);
      lastBlank = -1;
      if (segment === ' ' && atBlank) continue;
    }
    if (segment === ' ') lastBlank = line.length;
    line += segment;
    used += cells;
  }
  lines.push(line as SafeText);
  return lines;
}

/** `03:14` in the local zone. */
export function clockTime(time: number): SafeText {
  const date = new Date(time);
  return `${two(date.getHours())}:${two(date.getMinutes())}` as SafeText;
}

/** A number that is the same for all times of one local day. */
export function dayNumber(time: number): number {
  const date = new Date(time);
  return date.getFullYear() * 10_000 + date.getMonth() * 100 + date.getDate();
}

/** `Today`, `Yesterday`, `Mon 14 Apr`, and with the year when it is not this one. */
export function dayLabel(time: number, now: number): SafeText {
  const day = dayNumber(time);
  if (day === dayNumber(now)) return safe`Today`;
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  if (day === dayNumber(yesterday.getTime())) return safe`Yesterday`;
  return shortDate(time, now);
}

/** `Mon 14 Apr`, with the year when it is not this one. */
export function shortDate(time: number, now: number): SafeText {
  const date = new Date(time);
  const year = date.getFullYear() === new Date(now).getFullYear() ? '' : ` ${date.getFullYear()}`;
  return `${DAYS[date.getDay()]} ${date.getDate()} ${MONTHS[date.getMonth()]}${year}` as SafeText;
}

/** `2026-04-29 03:14:00 +02:00`: local, with the zone. */
export function fullTime(time: number): SafeText {
  const offset = -new Date(time).getTimezoneOffset();
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.trunc(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  return `${localTime(time)} ${zone}` as SafeText;
}

/** `2026-04-29 03:14:00` in the local zone. */
export function localTime(time: number): SafeText {
  const date = new Date(time);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}` as SafeText;
}

/** `4 min ago`, `3 h ago`, `12 days ago`; `in 4 min` for what lies ahead. */
export function ago(time: number, now: number): SafeText {
  const minutes = Math.floor(Math.abs(now - time) / 60_000);
  if (minutes === 0) return safe`just now`;
  const amount =
    minutes < 60
      ? safe`${minutes} min`
      : minutes < 48 * 60
        ? safe`${Math.floor(minutes / 60)} h`
        : safe`${Math.floor(minutes / 1440)} days`;
  return time > now ? safe`in ${amount}` : safe`${amount} ago`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
