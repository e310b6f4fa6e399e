/**
 * What of a text from outside may be put on a clipboard, and in which form.
 *
 * What is copied is pasted into shells. A line break at its end runs it before anybody has read it, a control moves the
 * cursor or edits the line there, and what cannot be seen is pasted unseen. So only safe text is copied, of one line
 * unless it is a message of several, and never with anything blank at its ends. By the terminal it goes as base64 alone:
 * nothing in it can end the sequence that carries it.
 */
import { type SafeText, safe, safeLines, safeText } from '../safe-text.ts';

/** UTF-16 units of a text that are copied; what is beyond them is cut off. */
export const COPY_MAX = 1024 * 1024;
/** Terminals ignore an OSC 52 sequence that is too long; this is what the most careful of them take. */
const OSC52_MAX = 74_994;
/** What becomes a blank or a line break: nobody misses it. */
const BLANK = /\r\n|[\t\n\v\f\r\u0085\u2028\u2029]/g;

/** A text as it may be copied. */
export interface Copyable {
  /** Safe text; in the form `lines` several, with `\n` between them. Nothing blank at either end. */
  text: string;
  /** What is to be said of how it differs from what was to be copied; '' where nobody would notice. */
  note: SafeText;
}

/**
 * Makes of a text what may be copied.
 *
 * @param form `lines` keeps line breaks between lines
 * @returns undefined where nothing is left to copy
 */
export function copyable(raw: string, form: 'line' | 'lines'): Copyable | undefined {
  const trimmed = raw.trim();
  const taken = beginning(trimmed);
  const made = form === 'lines' ? safeLines(taken, Infinity, Infinity).join('\n') : safeText(taken, Infinity);
  // What had been left out may have stood behind a line break: then that is at the end now.
  const text = made.trim();
  if (text === '') return undefined;
  const cut = trimmed.length > COPY_MAX ? safe` (cut: it was too long)` : safe``;
  return { text, note: safe`${changeNote(taken, text)}${cut}` };
}

/** What makes a terminal put a text on the clipboard (OSC 52); undefined where it is too long for terminals. */
export function clipboardSequence(text: string): string | undefined {
  const encoded = Buffer.from(text).toString('base64');
  return encoded.length > OSC52_MAX ? undefined : `\u001B]52;c;${encoded}\u0007`;
}

/** As much of a text as is copied, without half a character at its end. */
function beginning(text: string): string {
  if (text.length <= COPY_MAX) return text;
  const last = text.charCodeAt(COPY_MAX - 1);
  const splits = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splits ? COPY_MAX - 1 : COPY_MAX);
}

function changeNote(before: string, after: string): SafeText {
  const marks = (text: string) => text.split('\uFFFD').length;
  if (marks(after) > marks(before)) return safe` (changed: unsafe characters were replaced)`;
  const seen = (text: string) => text.replace(BLANK, '').replaceAll(' ', '');
  return seen(after) === seen(before) ? safe`` : safe` (changed: characters that hardly show were left out)`;
}
