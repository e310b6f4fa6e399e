import { type SafeText, safe } from '../safe-text.ts';
import type { Gap } from '../store/heartbeat.ts';
import {
  ago,
  clockTime,
  dayNumber,
  daysBetween,
  duration,
  fitToWidth,
  fullTime,
  shortDate,
  type Zone,
} from './format.ts';

/** How the times of the timeline are told, in the order in which the key goes through them. */
const TIMES = ['local', 'UTC', 'relative'] as const;
export type Times = (typeof TIMES)[number];

/** Cells of the longest age, `+59 min`. */
const AGE_WIDTH = 7;

export function nextTimes(times: Times): Times {
  return TIMES[(TIMES.indexOf(times) + 1) % TIMES.length]!;
}

/** The zone whose days the timeline has. */
export function zoneOf(times: Times): Zone {
  return times === 'UTC' ? 'UTC' : 'local';
}

/** Says that times are not told as usual; undefined where they are. */
export function timesMark(times: Times): SafeText | undefined {
  if (times === 'local') return undefined;
  return times === 'UTC' ? safe`UTC` : safe`relative times`;
}

/** `03:14`, or `4 min`. */
export function rowTime(time: number, now: number, times: Times): SafeText {
  return times === 'relative' ? fitToWidth(age(time, now), AGE_WIDTH) : clockTime(time, zoneOf(times));
}

/** The same with the date before it where that is not of a day that is told already. */
export function datedRowTime(time: number, told: number, now: number, times: Times): SafeText {
  const zone = zoneOf(times);
  const isTold = times === 'relative' || dayNumber(time, zone) === dayNumber(told, zone);
  return isTold ? rowTime(time, now, times) : safe`${shortDate(time, now, zone)} ${clockTime(time, zone)}`;
}

/** `2026-04-29 03:14:00 +02:00, 4 min ago`: whole, with what was asked for first. */
export function wholeTime(time: number, now: number, times: Times): SafeText {
  const whole = fullTime(time, zoneOf(times));
  const age = ago(time, now);
  return times === 'relative' ? safe`${age}, ${whole}` : safe`${whole}, ${age}`;
}

/** `02:10–06:40`, with the dates of what is not of today; or `for 4 h, until 20 min ago`. */
export function gapTimes({ from, to }: Gap, now: number, times: Times): SafeText {
  if (times === 'relative') return safe`for ${duration(to - from)}, until ${ago(to, now)}`;
  const zone = zoneOf(times);
  const sameDay = dayNumber(from, zone) === dayNumber(to, zone);
  const begin = datedRowTime(from, now, now, times);
  if (to - from < 60_000) return safe`${begin} for ${Math.round((to - from) / 1000)} s`;
  const end = sameDay ? clockTime(to, zone) : datedRowTime(to, now, now, times);
  return safe`${begin}–${end}`;
}

/** `since yesterday 18:02`, or `in the last 9 h`. */
export function sinceTime(time: number, now: number, times: Times): SafeText {
  if (times === 'relative') return safe`in the last ${duration(Math.max(60_000, now - time))}`;
  const zone = zoneOf(times);
  const daysBack = daysBetween(time, now, zone);
  const day =
    daysBack === 0 ? safe`` : daysBack === 1 ? safe`yesterday ` : safe`${shortDate(time, now, zone)} `;
  return safe`since ${day}${clockTime(time, zone)}`;
}

/** `now`, `4 min`, `3 h`, `12 d`, and `+4 min` for what lies ahead. */
function age(time: number, now: number): SafeText {
  const minutes = Math.floor(Math.abs(now - time) / 60_000);
  if (minutes === 0) return safe`now`;
  const hours = Math.floor(minutes / 60);
  const amount =
    minutes < 60 ? safe`${minutes} min` : hours < 48 ? safe`${hours} h` : safe`${Math.floor(hours / 24)} d`;
  return time > now ? safe`+${amount}` : amount;
}
