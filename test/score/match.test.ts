import { describe, expect, it } from 'vitest';
import { MatchKeys, MetadataTexts } from '../../src/score/match.ts';

describe('matching', () => {
  it.each([
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
  ])('of %j against %j is %s', (match, metadata, expected) => {
    const keys = new MatchKeys();
    const rule = { tests: keys.compile(match), gives: undefined };
    expect(new MetadataTexts(keys).of({ metadata }).first([rule])).toBe(expected ? 0 : -1);
  });
});
