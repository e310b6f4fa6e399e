import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeLines, safeText } from '../src/safe-text.ts';
import { hostileText } from './support/hostile-texts.ts';

/**
 * All that may come out: letters, marks, numbers, punctuation, symbols and the blanks of these, as classes of Unicode.
 * Written as what is allowed, so that what nobody thought of is not.
 */
const DRAWABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]*$/u;
/** Of those, what is not seen, or has a width that terminals disagree on. */
const UNSEEN =
  /\u034F|\u115F|\u1160|\u17B4|\u17B5|[\u180B-\u180F]|\u2800|\u3164|\uFFA0|[\uFE00-\uFE0F]|[\u{E0100}-\u{E01EF}]/u;

describe('safeText', () => {
  it('leaves nothing that a terminal acts on, nothing unseen and no flood, whatever is put in', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 1, max: 300 }), (text, max) => {
        const safe = safeText(text, max);
        expect(safe).toMatch(DRAWABLE);
        expect(safe).not.toMatch(UNSEEN);
        expect(safe).not.toMatch(/\p{M}{4}/u);
        expect(safe.length).toBeLessThanOrEqual(max);
        expect(safeText(safe, max)).toBe(safe);
      }),
      { numRuns: 5000 },
    );
  });

  it('leaves no beginning and no end of a sequence wherever text is cut, before it or after', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const bytes = Buffer.from(text);
        for (let at = 0; at <= bytes.length; at += 1) {
          // Text that was cut in a character before it came here.
          for (const part of [bytes.subarray(0, at), bytes.subarray(at)])
            expect(safeText(part.toString('utf8'))).toMatch(DRAWABLE);
        }
        const safe = safeText(text);
        for (let at = 0; at <= safe.length; at += 1)
          for (const part of [safe.slice(0, at), safe.slice(at)])
            expect(Buffer.from(part).toString('utf8')).toMatch(DRAWABLE);
      }),
      { numRuns: 200 },
    );
  });

  it('goes through every code point there is', () => {
    for (let code = 0; code <= 0x10ffff; code += 1) {
      const safe = safeText(`a${String.fromCodePoint(code)}b`);
      if (!DRAWABLE.test(safe) || UNSEEN.test(safe)) expect.fail(`U+${code.toString(16)} comes out`);
    }
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
  it('leaves as little of any text, in lines of at most so many characters', () => {
    fc.assert(
      fc.property(
        hostileText,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 40 }),
        (text, lines, width) => {
          const made = safeLines(text, lines, width);
          expect(made.length).toBeLessThanOrEqual(lines + 1);
          for (const line of made) expect(line).toMatch(DRAWABLE);
          for (const line of made.slice(0, lines)) expect(line.length).toBeLessThanOrEqual(width);
        },
      ),
      { numRuns: 2000 },
    );
  });

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
