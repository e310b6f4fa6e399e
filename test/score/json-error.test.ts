import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseScore } from '../../src/score/read-score.ts';

function told(text: string): string {
  const read = parseScore(text);
  return 'problems' in read ? `${read.problems[0]?.path}: ${read.problems[0]?.reason}` : 'nothing';
}

describe('broken JSON', () => {
  it.each([
    ['', 'top level: is empty'],
    [' \n', 'top level: is empty'],
    ['{\n  "a": 1,\n}', 'line 3, column 1: a comma stands before the end'],
    ['{\n  "a": 1\n  "b": 2\n}', 'line 3, column 3: expected a comma or }'],
    ['{"a": [1, 2}', 'line 1, column 12: expected a comma or ]'],
    ['{"a": [1,]}', 'line 1, column 10: a comma stands before the end, or a value is missing'],
    ["{'a': 1}", 'line 1, column 2: expected a key in double quotes'],
    ['{"a" 1}', 'line 1, column 6: expected a colon after the key'],
    ['{"a": yes}', 'line 1, column 7: text must stand in double quotes'],
    ['{"a": 01}', 'line 1, column 7: text must stand in double quotes'],
    ['{"a": "x\n"}', 'line 1, column 7: this text has no closing quote on its line'],
    [
      '{"a": "\\x"}',
      'line 1, column 7: this text holds a backslash or control character that JSON does not allow',
    ],
    ['{"a": 1', 'line 1, column 8: the text ends before its closing }'],
    ['{"a": 1} x', 'line 1, column 10: nothing may follow the end of the object'],
    ['{\n // note\n}', 'line 2, column 2: JSON has no comments; use "_comment"'],
    ['{"a": // note\n1}', 'line 1, column 7: JSON has no comments; use "_comment"'],
  ])('%j: %s', (text, expected) => {
    expect(told(text)).toBe(expected);
  });

  it('is placed wherever the engine sees it too, and never where there is none', () => {
    const pieces = fc.constantFrom(...'{}[],:"\\ \n', 'true', '-', '1', 'e', '.', 'null', '"a"', '/');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (all) => {
        const text = all.join('');
        fc.pre(text.trim() !== '');
        const valid = isJson(text);
        expect(/^line /.test(told(text))).toBe(!valid);
        expect(told(text)).not.toContain('is not JSON');
      }),
      { numRuns: 5000 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
