import fc from 'fast-check';
import { expect, it } from 'vitest';
import { printableJson } from '../../src/commands/printable-json.ts';
import { hostileText } from '../support/hostile-texts.ts';

/** C0 and C1, line breaks and what turns the order of writing around. */
const ACTED_ON = /[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/u;

it('means what was given, with nothing in it that a terminal acts on', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const json = printableJson({ [text]: [text] });
      expect(json).not.toMatch(ACTED_ON);
      expect(JSON.parse(json)).toEqual({ [text]: [text] });
    }),
  );
});

it('escapes what JSON.stringify lets stand, on one line or several', () => {
  const text = 'a\u0090b\u009Bc\u009Dd\u202Ee';
  expect(printableJson([text])).toBe('["a\\u0090b\\u009bc\\u009dd\\u202ee"]');
  expect(printableJson([text], 2)).toBe('[\n  "a\\u0090b\\u009bc\\u009dd\\u202ee"\n]');
});
