import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeLines, safeText } from '../src/safe-text.ts';

/** Nothing a terminal acts on or that hides: controls, format characters, surrogates, line separators. */
const DRAWABLE = /^(?:(?![\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}])[\s\S])*$/u;

const sequences = fc.constantFrom(
  '\u001B[2J',
  '\u001B]0;owned\u0007',
  '\u001B]52;c;b3duZWQ=\u001B\\',
  '\u001B]8;;https://evil\u001B\\',
  '\u009B31m',
  '\u009D0;x\u009C',
  '\u001BP+q\u001B\\',
  '\u001B\u001B[',
  '\u202E',
  '\u200B',
  '\u{E0041}',
  '\r\n',
);
const hostile = fc
  .array(fc.oneof(sequences, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })))
  .map((parts) => parts.join(''));

describe('safeText', () => {
  it('leaves nothing that a terminal acts on, whatever is put in and wherever it is cut', () => {
    fc.assert(
      fc.property(hostile, fc.nat(200), (text, max) => {
        const safe = safeText(text.slice(0, max + 1), max + 2);
        expect(safe).toMatch(DRAWABLE);
        expect(safeText(safe)).toBe(safe);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps at most three marks on a character, and is done after one pass', () => {
    const parts = fc.array(fc.constantFrom('e', '\u0301', '\uFE0F', '\u0323'));
    fc.assert(
      fc.property(parts, (all) => {
        const safe = safeText(all.join(''));
        expect(safe).not.toMatch(/\p{M}{4}/u);
        expect(safeText(safe)).toBe(safe);
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves printable ASCII as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        expect(safeText(text)).toBe(text);
      }),
    );
  });

  it.each([
    ['a\u001B[2Jb', 'a\uFFFD[2Jb'],
    ['a\tb\r\nc', 'a b  c'],
    ['pve\u202Egnp', 'pve\uFFFDgnp'],
    ['ze\u200Bro', 'ze\uFFFDro'],
    ['日本語 😀', '日本語 😀'],
    ['e\u0301\u0301\u0301\u0301\u0301', 'e\u0301\u0301\u0301'],
    ['☃\uFE0F', '☃'],
    ['\uD800', '\uFFFD'],
    ['\u2800\u3164', '\uFFFD\uFFFD'],
  ])('makes %j into %j', (raw, safe) => {
    expect(safeText(raw)).toBe(safe);
  });

  it('cuts what is too long and says so', () => {
    expect(safeText('x'.repeat(50), 10)).toBe(`${'x'.repeat(9)}…`);
  });
});

describe('safeLines', () => {
  it('keeps lines, widens tabs and says where it cut', () => {
    expect(safeLines('a\tb\r\nc\u0007', 5)).toEqual(['a    b', 'c\uFFFD']);
    expect(safeLines('1\n2\n3', 2)).toEqual(['1', '2', '… cut after 2 lines']);
  });

  it('cuts lines as long and as many as it is told, and none without a limit', () => {
    expect(safeLines('x'.repeat(5000))[0]).toHaveLength(4096);
    expect(safeLines('123456\n1', 5, 3)).toEqual(['12…', '1']);
    const lines = ['x'.repeat(5000), ...Array.from({ length: 10_001 }, String)];
    for (const limit of [Infinity, 2 ** 32 - 1]) {
      expect(safeLines(lines.join('\n'), limit, limit)).toEqual(lines);
    }
  });
});
