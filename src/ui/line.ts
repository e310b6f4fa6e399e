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
