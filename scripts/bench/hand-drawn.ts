import type { Cell, Cells } from './virtual-screen.ts';

/**
 * What a careful hand would send to turn one screen into another: for each row that differs, the cursor put on the
 * first cell that does, the cells from there to the last one that does with each change of style, and the style put
 * back at the end. Blanks at the end of a row are erased, not written.
 *
 * @returns bytes
 */
export function handDrawnBytes(before: Cells, after: Cells): number {
  let drawn = '';
  for (const [row, cells] of after.entries()) {
    const old = before[row]!;
    const from = cells.findIndex((cell, column) => !same(cell, old[column]!));
    if (from === -1) continue;
    const to = cells.findLastIndex((cell, column) => !same(cell, old[column]!)) + 1;
    const end = cells.findLastIndex(({ char, style }) => char !== ' ' || style !== '') + 1;
    drawn += `\u001B[${row + 1};${from + 1}H${styled(cells.slice(from, Math.min(to, Math.max(end, from))))}`;
    if (to > end) drawn += '\u001B[K';
  }
  return Buffer.byteLength(drawn);
}

/** A screen as styled lines. */
export function styledLines(screen: Cells): string[] {
  return screen.map((cells) => {
    const end = cells.findLastIndex(({ char, style }) => char !== ' ' || style !== '') + 1;
    return styled(cells.slice(0, end));
  });
}

function styled(cells: readonly Cell[]): string {
  let style = '';
  let text = '';
  for (const cell of cells) {
    if (cell.style !== style) text += `\u001B[${style === '' ? '' : '0;'}${cell.style}m`;
    style = cell.style;
    text += cell.char;
  }
  return style === '' ? text : `${text}\u001B[m`;
}

function same(a: Cell, b: Cell): boolean {
  return a.char === b.char && a.style === b.style;
}
