import type { Measure } from './probe.ts';
import { growthOf } from './trend.ts';

export const MEGABYTE = 1024 * 1024;
/** What an event may take for good: its facts, and its place in its stack. */
const PER_EVENT = 256;
/** What may come and go, in bytes. */
const RSS_NOISE = 48 * MEGABYTE;
const LIVE_NOISE = 4 * MEGABYTE;
/** By how much the process that ran for long may hold more than a new one with the same history. */
const ABOVE_ANEW = 16 * MEGABYTE;
const FEW = 3;

/**
 * Whether what a process holds is flat over the last two thirds of the time. Its history grows, so that memory may grow
 * with it; what is held beyond that shows against a new start.
 *
 * @param anew live memory of a new start with the same history
 * @param rate events a second
 */
export function judge(
  measures: readonly Measure[],
  { anew, rate }: { anew: number; rate: number },
): { lines: string[]; failed: boolean } {
  const settled = measures.slice(Math.floor(measures.length / 3));
  const span = (settled.at(-1)?.at ?? 0) - (settled[0]?.at ?? 0);
  const history = span * rate * PER_EVENT;
  const grown = (of: Exclude<keyof Measure, 'at'>) => growthOf(measures.map((one) => [one.at, one[of]]));
  const rows = [
    row('RSS', grown('rss') / MEGABYTE, (history + RSS_NOISE) / MEGABYTE, 'MB'),
    row('live memory', grown('live') / MEGABYTE, (history + LIVE_NOISE) / MEGABYTE, 'MB'),
    row('handles', grown('handles'), FEW, ''),
    row('descriptors', grown('descriptors'), FEW, ''),
    row(
      'live memory above that of a new start',
      ((measures.at(-1)?.live ?? Number.POSITIVE_INFINITY) - anew) / MEGABYTE,
      ABOVE_ANEW / MEGABYTE,
      'MB',
    ),
  ];
  return { lines: rows.map(({ line }) => line), failed: rows.some(({ isFlat }) => !isFlat) };
}

function row(name: string, value: number, bound: number, unit: string): { line: string; isFlat: boolean } {
  const isFlat = value <= bound;
  const figures = `${value.toFixed(1)}${unit && ` ${unit}`}, at most ${bound.toFixed(1)}`;
  return { line: `${isFlat ? 'flat ' : 'GROWS'}  ${name}: ${figures}`, isFlat };
}
