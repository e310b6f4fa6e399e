import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGlob, globCost } from '../../src/score/glob.ts';

const texts = (letters: string, maxLength: number, minLength = 0) =>
  fc.array(fc.constantFrom(...letters), { minLength, maxLength }).map((all) => all.join(''));

describe('wildcards', () => {
  it('find what trying every split finds', () => {
    fc.assert(
      fc.property(texts('ab*?', 9), texts('ab', 9), (pattern, text) => {
        expect(compileGlob(pattern)(text)).toBe(everySplit(pattern, text));
      }),
      { numRuns: 10_000 },
    );
  });

  it('find a long piece wherever it stands, and not one that is off by a letter', () => {
    const piece = texts('ab?', 100, 31);
    fc.assert(
      fc.property(piece, texts('ab', 50), texts('ab', 50), fc.nat(99), (pattern, before, after, at) => {
        const text = pattern.replaceAll('?', 'x');
        const fits = compileGlob(`*${pattern}*`);
        expect(fits(before + text + after)).toBe(true);
        const place = at % text.length;
        const off = `${text.slice(0, place)}#${text.slice(place + 1)}`;
        expect(fits(off)).toBe(pattern[place] === '?');
        expect(compileGlob(`b*${pattern}*`)(`b${text}`)).toBe(true);
      }),
    );
  });

  it.each([
    ['*?a*', 'a'.repeat(1_000_000), true],
    [`*${'?a'.repeat(240)}b*`, 'a'.repeat(1_000_000), false],
    [`*${'a'.repeat(490)}b*`, 'a'.repeat(1_000_000), false],
    [`*b${'a'.repeat(490)}*`, 'a'.repeat(1_000_000), false],
    ['*a'.repeat(250), 'a'.repeat(1_000_000), true],
    [`${'*a'.repeat(249)}*b`, 'a'.repeat(1_000_000), false],
  ])('are done with the worst that %s can meet', (pattern, text, fits) => {
    expect(compileGlob(pattern)(text)).toBe(fits);
  });

  it.each([
    ['plain', 0],
    ['start*', 0],
    ['*end', 0],
    ['a?c*', 0],
    ['*a*', 1],
    ['*ERROR: Backup of VM * failed*', 1],
    ['*a?*', 1],
    [`*${'?a'.repeat(16)}*`, 1],
    [`*${'?a'.repeat(17)}*`, 2],
    [`*x*${'?a'.repeat(248)}?b*`, 16],
    [`*${'a'.repeat(490)}*`, 31],
  ])('of %s cost %i for each unit of the text', (pattern, cost) => {
    expect(globCost(pattern)).toBe(cost);
  });
});

function everySplit(pattern: string, text: string): boolean {
  const [head, ...rest] = pattern;
  if (head === undefined) return text === '';
  const left = rest.join('');
  if (head === '*') return everySplit(left, text) || (text !== '' && everySplit(pattern, text.slice(1)));
  return text !== '' && (head === '?' || head === text[0]) && everySplit(left, text.slice(1));
}
