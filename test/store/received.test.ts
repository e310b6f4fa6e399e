import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { receivedSeconds } from '../../src/store/received.ts';

describe('the time of receipt', () => {
  it('is that of the text, in whole seconds, whatever was asked for before', () => {
    const date = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(fc.array(date, { minLength: 1 }), fc.boolean(), (dates, sameDay) => {
        for (const each of dates) {
          if (sameDay) each.setUTCFullYear(2026, 3, 29);
          const receivedAt = each.toISOString();
          expect(receivedSeconds({ receivedAt })).toBe(Math.floor(each.getTime() / 1000));
        }
      }),
    );
  });

  it('is 0 where there is none', () => {
    expect(receivedSeconds({ receivedAt: 'never' })).toBe(0);
  });
});
