import fc from 'fast-check';
import { expect, it } from 'vitest';
import { slidingMinute } from '../../src/ingest/rate-limit.ts';

function clocked(limit: number) {
  let now = 0;
  const rate = slidingMinute(limit, () => now);
  return {
    at: (seconds: number) => {
      now = seconds * 1000;
      return rate;
    },
  };
}

it('lets a burst through, then none, and says when to come again', () => {
  const clock = clocked(3);
  expect([1, 2, 3].map(() => clock.at(10).take('a'))).toEqual([0, 0, 0]);
  expect(clock.at(10).take('a')).toBe(60);
  expect(clock.at(10).take('b')).toBe(0);
});

it('lets through no more than that in any sixty seconds, whatever the minute of the clock', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.nat(20), { maxLength: 80 }), (limit, pauses) => {
      const clock = clocked(limit);
      const through: number[] = [];
      let time = 0;
      for (const pause of pauses) {
        time += pause;
        if (clock.at(time).take('a') === 0) through.push(time);
      }
      through.forEach((last, nth) => {
        const first = through[nth - limit];
        if (first !== undefined) expect(last - first).toBeGreaterThanOrEqual(60);
      });
    }),
  );
});

it('lets as many through again when sixty seconds are over, and tells exactly when that is', () => {
  const clock = clocked(60);
  for (let count = 0; count < 60; count += 1) clock.at(30 + count / 2).take('a');
  expect(clock.at(89).take('a')).toBe(2);
  expect([1, 2, 3].map(() => clock.at(91).take('a'))).toEqual([0, 0, 1]);
  expect(Array.from({ length: 61 }, () => clock.at(240).take('a')).filter((wait) => wait > 0)).toEqual([60]);
});

it('has no limit at 0', () => {
  const clock = clocked(0);
  expect(Array.from({ length: 1000 }, () => clock.at(0).take('a')).every((wait) => wait === 0)).toBe(true);
});

it('forgets the quietest of too many keys, not the one that is refused again and again', () => {
  const clock = clocked(1);
  clock.at(0).take('quiet');
  clock.at(0).take('busy');
  for (let key = 0; key < 15_000; key += 1) {
    clock.at(0).take(`key ${key}`);
    if (key % 5000 === 0) expect(clock.at(0).take('busy')).toBeGreaterThan(0);
  }
  expect(clock.at(0).take('busy')).toBeGreaterThan(0);
  expect(clock.at(0).take('quiet')).toBe(0);
});
