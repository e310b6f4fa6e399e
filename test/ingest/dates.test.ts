import { describe, expect, it } from 'vitest';
import { placeInTime, readDate } from '../../src/ingest/dates.ts';

describe('a date', () => {
  it.each([
    ['2026-04-29T03:14:00Z', '2026-04-29T03:14:00.000Z'],
    ['2026-04-29T03:14:00+02:00', '2026-04-29T01:14:00.000Z'],
    ['2026-04-29 03:14-0530', '2026-04-29T08:44:00.000Z'],
    ['2026-04-29T03:14:00,5Z', '2026-04-29T03:14:00.500Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    [1777432440, '2026-04-29T03:14:00.000Z'],
    ['1777432440', '2026-04-29T03:14:00.000Z'],
    [1777432440000, '2026-04-29T03:14:00.000Z'],
    ['1777432440000', '2026-04-29T03:14:00.000Z'],
  ])('%j is %s', (value, iso) => {
    const read = readDate(value)!;
    expect(new Date(read.time).toISOString()).toBe(iso);
  });

  it.each([
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-04-29T24:00:00Z',
    '2026-04-29T03:14:00',
    '2026-04-29',
    '2026-04-29T03:14:00+25:00',
    '1',
    'now',
    '',
    0,
    -1777432440,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    true,
    {},
    null,
  ])('%j is none', (value) => {
    expect(readDate(value)).toBeUndefined();
  });

  const now = Date.parse('2026-04-29T00:00:00Z');
  const hours = (count: number) => now + count * 3_600_000;

  it.each([
    [hours(-1), hours(-1), false],
    [hours(-48), hours(-48), true],
    [hours(23), hours(23), false],
    [hours(25), now, true],
  ])('%i stands at %i, far from the receipt: %s', (sent, time, far) => {
    expect(placeInTime(sent, now)).toEqual({ time, far });
  });
});
