import fc from 'fast-check';

/** Strings of a terminal's language: how each begins, in 7 bits and in C1 form. */
const BEGINNINGS = ['[', ']', 'P', '_', '^', 'X', 'N', 'O', '(', '#', '%', ' ', 'c', '7'].map(
  (end) => `\u001B${end}`,
);
const C1_BEGINNINGS = ['\u009B', '\u009D', '\u0090', '\u009F', '\u009E', '\u0098', '\u008E', '\u008F'];
/** And how they end: ST in both forms, BEL, CAN, SUB, and the final characters of CSI. */
const ENDS = ['\u001B\\', '\u0007', '\u009C', '\u0018', '\u001A', 'm', 'J', 'h', 'l', 'r', 'c', 'n', 't', ''];
const BODIES = [
  '0;owned',
  '52;c;b3duZWQ=',
  '8;;https://evil.example',
  '2',
  '?1049',
  '5;10',
  '?25',
  'q#0;2',
  '',
];

const sequence: fc.Arbitrary<string> = fc.letrec<{ whole: string; body: string }>((tie) => ({
  // Nested: what is in a sequence may be one.
  body: fc.oneof({ maxDepth: 4 }, fc.constantFrom(...BODIES), tie('whole')),
  whole: fc
    .tuple(fc.constantFrom(...BEGINNINGS, ...C1_BEGINNINGS), tie('body'), fc.constantFrom(...ENDS))
    .map((parts) => parts.join('')),
})).whole;

/** Any code point with the same chance of its plane, lone surrogates among them. */
const codePoint = fc
  .oneof(
    fc.nat(0xff),
    fc.nat(0xffff),
    fc.nat(0x10ffff),
    fc.integer({ min: 0x2000, max: 0x206f }),
    fc.integer({ min: 0xd800, max: 0xdfff }),
    fc.integer({ min: 0xfe00, max: 0xfeff }),
    fc.integer({ min: 0xe0000, max: 0xe01ef }),
  )
  .map((code) => String.fromCodePoint(code));

const flood = fc
  .tuple(fc.constantFrom('e', ' ', '\uFFFD', '漢', ''), fc.integer({ min: 1, max: 40 }))
  .chain(([base, count]) =>
    fc
      .array(fc.constantFrom('\u0301', '\u0323', '\u20DD', '\uFE0F', '\u{E0101}', '\u200D', '\u0E31'), {
        minLength: count,
        maxLength: count,
      })
      .map((marks) => base + marks.join('')),
  );

const known = fc.constantFrom(
  '\r\n',
  '\n',
  '\t',
  '\u2028',
  '\u0085',
  '\u202E\u2066',
  '\u{E0041}\u{E007F}',
  '👩‍👩‍👧‍👦',
  '🏳️‍🌈',
  '☃️',
  '\u3164\u115F\u2800',
  'plain words',
  '$(id)`id`',
  "'; touch broken; '",
);

/** Text as somebody sends it who wants the terminal, the clipboard, the browser or a shell: cut anywhere, too. */
export const hostileText: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(fc.oneof(sequence, codePoint, flood, known, fc.string({ unit: 'grapheme' })), { maxLength: 12 }),
    fc.nat(8),
    fc.nat(8),
  )
  .map(([parts, front, back]) => {
    const text = parts.join('');
    return text.slice(front, Math.max(front, text.length - back));
  });
