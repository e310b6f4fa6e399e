import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoOf, msOfIso } from '../../src/store/iso-time.ts';

const anyTime = fc.integer({ min: -8.64e15, max: 8.64e15 });
const oneDay = fc.integer({ min: 1_777_420_800_000, max: 1_777_507_199_999 });

describe('the text of a time', () => {
  it('is the one that Date gives, and is read back, whatever came before', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyTime, oneDay), { minLength: 1 }), (times) => {
        for (const ms of times) {
          const text = isoOf(ms);
          expect(text).toBe(new Date(ms).toISOString());
          expect(msOfIso(text)).toBe(ms);
        }
      }),
    );
  });

  it('is no other text', () => {
    isoOf(1_777_420_800_000);
    for (const text of [
      '',
      '2026-04-29',
      '2026-04-29T00:00:00Z',
      '2026-04-29T00:00:00.0000',
      '2026-04-29T0a:00:00.000Z',
    ])
      expect(msOfIso(text), text).toBeUndefined();
    expect(msOfIso('2026-04-29T00:99:00.000Z')).toBeUndefined();
    expect(msOfIso('2026-04-30T24:00:00.000Z')).toBeUndefined();
  });
});
