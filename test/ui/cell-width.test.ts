import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { certainCells, certainWidth } from '../../src/ui/cell-width.ts';

const certain = Array.from({ length: 0x10000 }, (_, code) => code)
  .filter((code) => certainCells(code) > 0)
  .map((code) => String.fromCharCode(code));

it('agrees with string-width on every character it is certain of', () => {
  expect(certain.length).toBeGreaterThan(30_000);
  const wrong = certain.filter((char) => stringWidth(char) !== certainCells(char.charCodeAt(0)));
  expect(wrong).toEqual([]);
});

it('is certain of no character that joins another, and of no control character', () => {
  const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  const mixed = certain.flatMap((char) => [char, 'a', char, '日']);
  for (const chars of [certain, certain.toReversed(), mixed]) {
    // In pieces that overlap: to segment a text takes time and memory by the square of its length.
    for (let from = 0; from < chars.length; from += 50) {
      const text = chars.slice(from, from + 51).join('');
      expect(Array.from(graphemes.segment(text), ({ segment }) => segment).join('|')).toBe(
        [...text].join('|'),
      );
      expect(certainWidth(text)).toBe(stringWidth(text));
    }
  }
  expect(certain.filter((char) => /\p{C}|\p{M}/u.test(char))).toEqual([]);
});

it.each(['e\u0301', '😀', '🇩🇪', '\u001B[1m', '\u1161', 'ﾞ', '✅'])('does not vouch for %j', (text) => {
  expect(certainWidth(text)).toBeUndefined();
});
