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

/** Where a time of day is told. */
export type Zone = 'local' | 'UTC';

/** `03:14`. */
export function clockTime(time: number, zone: Zone = 'local'): SafeText {
  const { hours, minutes } = partsOf(time, zone);
  return `${two(hours)}:${two(minutes)}` as SafeText;
}

/** A number that is the same for all times of one day of a zone. */
export function dayNumber(time: number, zone: Zone = 'local'): number {
  const { year, month, date } = partsOf(time, zone);
  return year * 10_000 + month * 100 + date;
}

/** `Today`, `Yesterday`, `Mon 14 Apr`, and with the year when it is not this one. */
export function dayLabel(time: number, now: number, zone: Zone = 'local'): SafeText {
  const daysBack = daysBetween(time, now, zone);
  if (daysBack === 0) return safe`Today`;
  return daysBack === 1 ? safe`Yesterday` : shortDate(time, now, zone);
}

/** How many midnights of a zone lie between a time and now; below zero for what lies ahead. */
export function daysBetween(time: number, now: number, zone: Zone): number {
  const dayOf = (moment: number) => {
    const { year, month, date } = partsOf(moment, zone);
    return Date.UTC(year, month, date) / 86_400_000;
  };
  return dayOf(now) - dayOf(time);
}

/** `Mon 14 Apr`, with the year when it is not this one. */
export function shortDate(time: number, now: number, zone: Zone = 'local'): SafeText {
  const { year, month, date, day } = partsOf(time, zone);
  const ofYear = year === partsOf(now, zone).year ? '' : ` ${year}`;
  return `${DAYS[day]} ${date} ${MONTHS[month]}${ofYear}` as SafeText;
}

/** `2026-04-29 03:14:00 +02:00`, or `2026-04-29 01:14:00 UTC`. */
export function fullTime(time: number, zone: Zone = 'local'): SafeText {
  if (zone === 'UTC') return `${dateAndTime(time, zone)} UTC` as SafeText;
  const offset = -new Date(time).getTimezoneOffset();
  const ahead = `${offset < 0 ? '-' : '+'}${two(Math.trunc(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  return `${localTime(time)} ${ahead}` as SafeText;
}

/** `2026-04-29 03:14:00` in the local zone. */
export function localTime(time: number): SafeText {
  return dateAndTime(time, 'local');
}

function dateAndTime(time: number, zone: Zone): SafeText {
  const { year, month, date, hours, minutes, seconds } = partsOf(time, zone);
  const day = `${year}-${two(month + 1)}-${two(date)}`;
  return `${day} ${two(hours)}:${two(minutes)}:${two(seconds)}` as SafeText;
}

function partsOf(time: number, zone: Zone) {
  const at = new Date(time);
  if (zone === 'UTC') {
    return {
      year: at.getUTCFullYear(),
      month: at.getUTCMonth(),
      date: at.getUTCDate(),
      day: at.getUTCDay(),
      hours: at.getUTCHours(),
      minutes: at.getUTCMinutes(),
      seconds: at.getUTCSeconds(),
    };
  }
  return {
    year: at.getFullYear(),
    month: at.getMonth(),
    date: at.getDate(),
    day: at.getDay(),
    hours: at.getHours(),
    minutes: at.getMinutes(),
    seconds: at.getSeconds(),
  };
}

/** `4 min ago`, `3 h ago`, `12 days ago`; `in 4 min` for what lies ahead. */
export function ago(time: number, now: number): SafeText {
  const minutes = Math.floor(Math.abs(now - time) / 60_000);
  if (minutes === 0) return safe`just now`;
  const amount = duration(Math.abs(now - time));
  return time > now ? safe`in ${amount}` : safe`${amount} ago`;
}

/** `4 min`, `3 h`, `12 days`; of less than a minute `0 min`. */
export function duration(ms: number): SafeText {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return safe`${minutes} min`;
  return minutes < 48 * 60 ? safe`${Math.floor(minutes / 60)} h` : safe`${Math.floor(minutes / 1440)} days`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
