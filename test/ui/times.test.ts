import { describe, expect, it } from 'vitest';
import { layOutRows, Rows } from '../../src/ui/rows.ts';
import {
  datedRowTime,
  gapTimes,
  nextTimes,
  rowTime,
  sinceTime,
  type Times,
  wholeTime,
  zoneOf,
} from '../../src/ui/times.ts';
import { about } from '../support/events.ts';
import { MemorySource } from '../support/source.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.parse('2026-04-29T03:14:00Z');

describe('times', () => {
  it('are told in three ways in turn', () => {
    const ways: Times[] = ['local'];
    while (ways.length < 4) ways.push(nextTimes(ways.at(-1)!));
    expect(ways).toEqual(['local', 'UTC', 'relative', 'local']);
  });

  it.each<[number, Times, string]>([
    [0, 'UTC', '03:14'],
    [4 * HOUR, 'UTC', '23:14'],
    [10_000, 'relative', 'now    '],
    [4 * MINUTE, 'relative', '4 min  '],
    [59.9 * MINUTE, 'relative', '59 min '],
    [26 * HOUR, 'relative', '26 h   '],
    [800 * 24 * HOUR, 'relative', '800 d  '],
    [-59 * MINUTE, 'relative', '+59 min'],
  ])('%i ms back are in %s times %j', (back, times, text) => {
    expect(rowTime(NOW - back, NOW, times)).toBe(text);
  });

  it.each<[Times, string]>([
    ['UTC', 'Tue 28 Apr 23:14'],
    ['relative', '4 h    '],
  ])('of another day have its date in %s times: %s', (times, text) => {
    expect(datedRowTime(NOW - 4 * HOUR, NOW, NOW, times)).toBe(text);
    expect(datedRowTime(NOW - HOUR, NOW, NOW, 'UTC')).toBe('02:14');
  });

  it('are whole in the details, with what was asked for first', () => {
    expect(wholeTime(NOW - 4 * HOUR, NOW, 'UTC')).toBe('2026-04-28 23:14:00 UTC, 4 h ago');
    expect(wholeTime(NOW - 4 * HOUR, NOW, 'local')).toMatch(
      /^2026-04-2[89] \d\d:\d4:00 [+-]\d\d:\d\d, 4 h ago$/,
    );
    expect(wholeTime(NOW - 4 * HOUR, NOW, 'relative')).toMatch(/^4 h ago, 2026-04-2[89] .* [+-]\d\d:\d\d$/);
  });

  it.each<[number, number, Times, string]>([
    [3, 1, 'UTC', '00:14–02:14'],
    [5, 1, 'UTC', 'Tue 28 Apr 22:14–02:14'],
    [29, 28, 'UTC', 'Mon 27 Apr 22:14–23:14'],
    [5, 1, 'relative', 'for 4 h, until 1 h ago'],
  ])('of a gap from %i to %i hours back are in %s times %s', (from, to, times, text) => {
    expect(gapTimes({ from: NOW - from * HOUR, to: NOW - to * HOUR }, NOW, times)).toBe(text);
  });

  it('since when, in local ones, are those of the day', () => {
    const noon = new Date(2026, 3, 29, 12).getTime();
    expect(sinceTime(noon - HOUR, noon, 'local')).toBe('since 11:00');
    expect(sinceTime(noon - 18 * HOUR, noon, 'local')).toBe('since yesterday 18:00');
  });
});

describe('days', () => {
  it('are those of the zone in which times are told', () => {
    const source = new MemorySource([about('a', '1', -4), about('b', '1', -3), about('c', '1', 0)]);
    const { index } = source.feed();
    const kinds = (times: Times) => {
      const rows = new Rows(index, [], [], zoneOf(times));
      return layOutRows(rows, rows.first(), 0, 10).lines.map(({ kind }) => kind);
    };
    // 23:14, 00:14 and 03:14 in UTC.
    expect(kinds('UTC')).toEqual(['day', 'row', 'row', 'day', 'row']);
  });
});
