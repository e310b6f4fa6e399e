import stringWidth from 'string-width';
import { linkedStyle } from './cell-style.ts';
import { certainCells, certainWidth } from './cell-width.ts';
import { applySgr } from './sgr.ts';

const ESC = '\u001B';
const SGR = /\u001B\[([\d;]*)m/y;
const LINK = /\u001B\]8;;([^\u0007\u001B]*)(?:\u001B\\|\u0007)/y;
const CONTROL = /^\p{Cc}/u;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** A row of the screen, cell by cell, without the blanks at its end. */
export interface ScreenRow {
  /** What stands in each cell; empty in the second cell of a wide character. */
  chars: readonly string[];
  /** The style of each cell, as in `cell-style.ts`. */
  styles: readonly string[];
  /**
   * The character before the first one of doubtful width: from there on nobody knows what stands where on a
   * terminal, and a mark may have joined that very character. Infinite where every width is certain.
   */
  certain: number;
}

export const BLANK_ROW: ScreenRow = { chars: [], styles: [], certain: Number.POSITIVE_INFINITY };

/**
 * Reads a styled line into cells, as far as it fits. Of sequences nothing but SGR and links (OSC 8) is understood: of
 * any other the text remains, and control characters are dropped.
 */
export function readRow(line: string, columns: number): ScreenRow {
  const row = { chars: [] as string[], styles: [] as string[], certain: Number.POSITIVE_INFINITY };
  let sgr = '';
  let href = '';
  for (let at = 0; at < line.length && row.chars.length < columns; ) {
    if (line.startsWith(ESC, at)) {
      const codes = matchAt(SGR, line, at);
      const link = codes ? null : matchAt(LINK, line, at);
      if (codes) sgr = applySgr(sgr, codes[1]!);
      else if (link) href = link[1]!;
      const sequence = codes ?? link;
      if (sequence) {
        at += sequence[0].length;
        continue;
      }
    }
    const next = line.indexOf(ESC, at + 1);
    const end = next < 0 ? line.length : next;
    if (!put(row, line.slice(at, end), linkedStyle(sgr, href), columns)) break;
    at = end;
  }
  trim(row);
  return row;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

type Cells = { chars: string[]; styles: string[]; certain: number };

/** @returns whether there was room for all of it */
function put(row: Cells, text: string, style: string, columns: number): boolean {
  const certain = certainWidth(text) !== undefined;
  const pieces = certain ? text : Array.from(graphemes.segment(text), ({ segment }) => segment);
  for (const piece of pieces) {
    if (!certain && CONTROL.test(piece)) continue;
    const known = piece.length === 1 ? certainCells(piece.charCodeAt(0)) : 0;
    const cells = known === 0 ? stringWidth(piece) : known;
    if (known === 0) {
      const base = row.chars.findLastIndex((char) => char !== '');
      row.certain = Math.min(row.certain, Math.max(0, base));
      if (cells === 0 && base >= 0) row.chars[base] += piece;
    }
    if (row.chars.length + cells > columns) return false;
    for (let cell = 0; cell < cells; cell += 1) {
      row.chars.push(cell === 0 ? piece : '');
      row.styles.push(style);
    }
  }
  return true;
}

function trim({ chars, styles }: Cells): void {
  while (chars.at(-1) === ' ' && styles.at(-1) === '') {
    chars.pop();
    styles.pop();
  }
}
