import { describe, expect, it } from 'vitest';
import { LOOKS } from '../../src/score/bounds.ts';
import { MatchKeys, MetadataTexts } from '../../src/score/match.ts';
import type { Match } from '../../src/score/schema.ts';

function fits(match: Match, metadata: Record<string, unknown>): boolean {
  const keys = new MatchKeys();
  const rule = { tests: keys.compile(match), gives: undefined };
  return new MetadataTexts(keys).of({ metadata }).first([rule]) === 0;
}

describe('matching', () => {
  it.each<[Match, Record<string, unknown>, boolean]>([
    [{ a: 'X' }, { a: 'x' }, true],
    [{ a: 'x' }, {}, false],
    [{ a: '*' }, { a: '' }, false],
    [{ a: '*' }, { a: 0 }, true],
    [{ a: 1 }, { a: '1' }, true],
    [{ a: true }, { a: 'TRUE' }, true],
    [{ a: 'b*d?f' }, { a: 'bccdef' }, true],
    [{ a: 'b*d' }, { a: 'bcde' }, false],
    [{ a: '(a+)+$' }, { a: 'aaaa' }, false],
    [{ constructor: '*' }, {}, false],
    [{ a: `${'*a'.repeat(30)}b` }, { a: 'a'.repeat(5000) }, false],
    [{ a: 0 }, { a: '0' }, true],
    [{ a: '0' }, { a: 0.0 }, true],
    [{ a: null }, { a: null }, true],
    [{ a: null }, {}, false],
    [{ a: '*' }, { a: null }, false],
    [{ a: '**' }, { a: '' }, true],
    [{ a: 'ab*ba' }, { a: 'aba' }, false],
    [{ a: '*b*b*' }, { a: 'abc' }, false],
    [{ a: '*{"b":1}*' }, { a: { b: 1 } }, true],
    [{}, {}, true],
    [{ a: 'x', b: 'y' }, { a: 'x' }, false],
  ])('of %j against %j is %s', (match, metadata, expected) => {
    expect(fits(match, metadata)).toBe(expected);
  });

  it.each([
    [5, '*x*', LOOKS.matching / 8],
    [1000, '*x*', LOOKS.matching / 1024],
    [10_000, '*x*', LOOKS.value],
    [480, `*${'?a'.repeat(248)}?x*`, LOOKS.value],
    [10_000, 'plain', LOOKS.matching],
  ])('looks %i times for %.20s at the beginning of a long value alone', (count, wanted, least) => {
    const keys = new MatchKeys();
    const rules = Array.from({ length: count }, () => ({ tests: keys.compile({ a: wanted }), gives: 0 }));
    const seen = new MetadataTexts(keys).of({ metadata: { a: `${'a'.repeat(8e6)}x` } });
    expect(seen.first(rules)).toBe(-1);
    const length = seen.text(0)!.length;
    expect(length).toBeGreaterThanOrEqual(least);
    expect(length).toBeLessThanOrEqual(2 * least);
    const near = `${'a'.repeat(length - 2)}x`;
    if (wanted === '*x*') expect(seen.of({ metadata: { a: near } }).first(rules)).toBe(0);
    // However many patterns there are, what has none is compared whole.
    const exact = { tests: keys.compile({ a: 'y'.repeat(500) }), gives: 0 };
    expect(seen.of({ metadata: { a: 'y'.repeat(501) } }).first([exact])).toBe(-1);
  });

  it('reads each value once for all rules, and anew for the next event', () => {
    const keys = new MatchKeys();
    const rules = ['x', 'y', '*z*', 'other'].map((wanted) => ({
      tests: keys.compile({ a: wanted }),
      gives: undefined,
    }));
    let reads = 0;
    const metadata = {
      get a() {
        reads += 1;
        return 'Other';
      },
    };
    const texts = new MetadataTexts(keys).of({ metadata });
    expect(texts.first(rules)).toBe(3);
    expect(texts.first(rules)).toBe(3);
    expect(reads).toBe(1);
    expect(texts.of({ metadata: { a: 'Y' } }).first(rules)).toBe(1);
  });
});
