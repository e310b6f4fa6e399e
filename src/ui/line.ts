import { type SafeText, safe } from '../safe-text.ts';
import { cutToWidth, displayWidth } from './format.ts';
import type { Line, Segment } from './theme.ts';

/** How many cells a line takes. */
export function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + displayWidth(text), 0);
}

/** Cuts a line to at most `width` cells. */
export function cutLine(line: Line, width: number): Line {
  if (lineWidth(line) <= width) return line;
  const kept: Segment[] = [];
  let left = width;
  for (const segment of line) {
    const cells = displayWidth(segment.text);
    if (cells < left || (cells === left && segment === line.at(-1))) {
      kept.push(segment);
      left -= cells;
    } else {
      // A space is put in where a cut falls between two segments, so that `…` still shows.
      kept.push({
        ...segment,
        text: cells <= left ? cutToWidth(safe`${segment.text} `, left) : cutToWidth(segment.text, left),
      });
      break;
    }
  }
  return kept;
}

/** A line with one part at the left and one at the right edge; the left one gives way. */
export function spread(left: Line, right: Line, width: number): Line {
  const room = width - lineWidth(right);
  if (room < 2) return cutLine(left, width);
  const cut = cutLine(left, room - 1);
  return [...cut, { text: blanks(room - lineWidth(cut)) }, ...right];
}

export function blanks(count: number): SafeText {
  return ' '.repeat(Math.max(0, count)) as SafeText;
}

/** A horizontal line of so many cells. */
export function ruler(width: number): SafeText {
  return '─'.repeat(Math.max(0, width)) as SafeText;
}

/** A whole line in one style. */
export function plain(text: SafeText, style: Omit<Segment, 'text'> = {}): Line {
  return [{ ...style, text }];
}

/**
 * Takes text apart so that words stand out where they are in it, whatever their case.
 *
 * @param words in lower case, none of them empty
 */
export function markWords(text: SafeText, words: readonly string[], style: Omit<Segment, 'text'>): Segment[] {
  const lower = text.toLowerCase();
  // A letter whose lower case is longer would put the marks in the wrong place.
  if (words.length === 0 || lower.length !== text.length) return [{ text }];
  const segments: Segment[] = [];
  for (let at = 0; at < text.length; ) {
    const hit = firstOf(words, lower, at);
    if (hit.from > at) segments.push({ text: text.slice(at, hit.from) as SafeText });
    if (hit.to > hit.from) segments.push({ ...style, text: text.slice(hit.from, hit.to) as SafeText });
    at = hit.to;
  }
  return segments;
}

/** The next place where one of some words stands, the longest there; the end of the text where none does. */
function firstOf(words: readonly string[], text: string, at: number): { from: number; to: number } {
  let first = { from: text.length, to: text.length };
  for (const word of words) {
    const from = text.indexOf(word, at);
    if (from === -1 || from > first.from || (from === first.from && from + word.length <= first.to)) continue;
    first = { from, to: from + word.length };
  }
  return first;
}
