import { describe, expect, it } from 'vitest';
import type { Measure } from '../../scripts/soak/probe.ts';
import { judge, MEGABYTE } from '../../scripts/soak/verdict.ts';

const RATE = 200;
const ANEW = 50 * MEGABYTE;

/** A run of ten minutes, measured every five seconds, with one outlier; `at` is in seconds. */
function run(of: (at: number) => Partial<Measure>): Measure[] {
  const flat = { rss: 150 * MEGABYTE, live: ANEW, handles: 8, descriptors: 28 };
  const measures = Array.from({ length: 120 }, (_, step) => ({ at: step * 5, ...flat, ...of(step * 5) }));
  measures[90] = { ...measures[90]!, rss: 400 * MEGABYTE, handles: 40, descriptors: 60 };
  return measures;
}

function grows(measures: Measure[]): string[] {
  const { lines, failed } = judge(measures, { anew: ANEW, rate: RATE });
  const growing = lines.filter((line) => line.startsWith('GROWS'));
  expect(failed).toBe(growing.length > 0);
  return growing.map((line) => /^GROWS {2}(.+):/.exec(line)![1]!);
}

describe('a soak', () => {
  it('is flat where all is noise, a warm start, and the facts of the events', () => {
    const noise = (at: number) => (at % 15) * MEGABYTE;
    const warmth = (at: number) => Math.max(0, 120 - at) * MEGABYTE * -0.5;
    expect(grows(run((at) => ({ rss: 150 * MEGABYTE + noise(at) + warmth(at) })))).toEqual([]);
    expect(grows(run((at) => ({ live: ANEW - 9 * MEGABYTE + at * RATE * 80 })))).toEqual([]);
  });

  it.each([
    ['descriptors', (at: number) => ({ descriptors: 28 + Math.floor(at / 60) })],
    ['handles', (at: number) => ({ handles: 8 + Math.floor(at / 60) })],
    ['RSS', (at: number) => ({ rss: (150 + at / 4) * MEGABYTE })],
    ['live memory', (at: number) => ({ live: (20 + at / 15) * MEGABYTE })],
  ] as const)('grows where %s do', (name, of) => {
    expect(grows(run(of))).toContain(name);
  });

  it('grows where more is held than by a new start with the same history', () => {
    expect(grows(run(() => ({ live: ANEW + 20 * MEGABYTE })))).toEqual([
      'live memory above that of a new start',
    ]);
  });
});
