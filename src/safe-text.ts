/**
 * The one door from untrusted text to the terminal.
 *
 * Anyone who can name a VM writes text that we draw. Ink keeps every OSC sequence it is given, and removing
 * sequences by pattern leaks (nested, truncated and C1 forms survive), so nothing is parsed here: every code
 * point that a terminal could act on, or that would make one text look like another, is replaced.
 */

declare const brand: unique symbol;

/** Text that may be written to a terminal: one line, nothing in it that a terminal would interpret. */
export type SafeText = string & { readonly [brand]: true };

const REPLACEMENT = '\uFFFD';
const MAX_COMBINING = 3;
const DEFAULT_MAX = 4096;
const DEFAULT_MAX_LINES = 10_000;
/** `String.split` takes its limit modulo 2^32: one more than this would be none. */
const SPLIT_MAX = 2 ** 32 - 1;

/** Printable ASCII needs no look at all. */
const PLAIN = /^[\x20-\x7e]*$/;
/** Line breaks of every kind, and tabs. */
const BREAK = /^[\t\n\v\f\r\u0085\u2028\u2029]$/;
/** Controls, format characters (bidi, zero-width, tags), surrogates, private use, unassigned. */
const UNPRINTABLE = /^\p{C}$/u;
/** Assigned as letters or marks and yet invisible: fillers and joiners that hide or fake text. */
const INVISIBLE =
  /^(?:\u034F|[\u115F\u1160]|[\u17B4\u17B5]|[\u180B-\u180F]|\u2800|\u3164|\uFFA0|[\u{E0100}-\u{E01EF}])$/u;
/** Terminals disagree on the width these give to the character before them, so they are left out. */
const VARIATION = /^[\uFE00-\uFE0F]$/;
const COMBINING = /^\p{M}$/u;

/**
 * Makes text safe to draw on one line.
 *
 * Line breaks and tabs become spaces; anything else unprintable becomes U+FFFD; at most three combining
 * marks stay on a character; text beyond `max` UTF-16 units is cut with `…`.
 */
export function safeText(raw: unknown, max = DEFAULT_MAX): SafeText {
  const text = typeof raw === 'string' ? raw : String(raw);
  const cut = text.length > max ? `${text.slice(0, max - 1)}…` : text;
  if (PLAIN.test(cut)) return cut as SafeText;
  let out = '';
  let marks = 0;
  for (const char of cut) {
    if (VARIATION.test(char)) continue;
    if (COMBINING.test(char) && !INVISIBLE.test(char)) {
      marks += 1;
      if (marks <= MAX_COMBINING) out += char;
      continue;
    }
    marks = 0;
    if (BREAK.test(char)) out += ' ';
    else if (UNPRINTABLE.test(char) || INVISIBLE.test(char)) out += REPLACEMENT;
    else out += char;
  }
  return out as SafeText;
}

/**
 * Splits text at its line breaks and makes each line safe; tabs become four spaces.
 *
 * @param maxLines lines beyond it are left out, and a last line says so; `Infinity` for no limit
 * @param maxLength UTF-16 units to a line, as in `safeText`
 */
export function safeLines(raw: string, maxLines = DEFAULT_MAX_LINES, maxLength = DEFAULT_MAX): SafeText[] {
  const lines = raw.split(/\r\n|[\n\r\u2028\u2029]/, Math.min(maxLines + 1, SPLIT_MAX));
  const kept = lines.slice(0, maxLines).map((line) => safeText(line.replaceAll('\t', '    '), maxLength));
  if (lines.length > maxLines) kept.push(safe`… cut after ${maxLines} lines`);
  return kept;
}

/**
 * Template tag for the program's own words: what stands in the template is ours, what is put into it must be
 * safe already.
 */
export function safe(strings: TemplateStringsArray, ...values: (SafeText | number)[]): SafeText {
  return String.raw({ raw: strings }, ...values) as SafeText;
}

/** Joins safe pieces. */
export function joinSafe(pieces: readonly SafeText[], separator: SafeText): SafeText {
  return pieces.join(separator) as SafeText;
}
