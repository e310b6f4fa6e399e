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
  expect(clock.at(10).take('a')).toBe(50);
  expect(clock.at(10).take('b')).toBe(0);
});

it('frees room as the minute before slides away', () => {
  const clock = clocked(60);
  for (let count = 0; count < 60; count += 1) clock.at(30).take('a');
  expect(clock.at(60).take('a')).toBeGreaterThan(0);
  expect(clock.at(91).take('a')).toBe(0);
  expect(clock.at(240).take('a')).toBe(0);
});

it('has no limit at 0', () => {
  const clock = clocked(0);
  expect(Array.from({ length: 1000 }, () => clock.at(0).take('a')).every((wait) => wait === 0)).toBe(true);
});

it('forgets the quietest of too many keys, not the busy one', () => {
  const clock = clocked(2);
  clock.at(0).take('busy');
  for (let key = 0; key < 15_000; key += 1) {
    clock.at(0).take(`key ${key}`);
    if (key === 9000) clock.at(0).take('busy');
  }
  expect(clock.at(0).take('busy')).toBeGreaterThan(0);
});
