import { layOutRows, leastAbove, type Row, type Rows, type TimelineLine } from './rows.ts';

/**
 * Scrolls the pane of the timeline, as far as there is more to see. The selected row stays selected while it is
 * on the screen; where it would leave, the row at the edge is selected.
 *
 * @param above where the selected row stands, as for `layOutRows`
 * @param by lines, down the timeline; below zero up
 * @returns the row that is selected then, and where it stands; undefined where there is no more to see
 */
export function scrollRows(
  rows: Rows,
  selected: Row,
  above: number,
  height: number,
  by: number,
): { row: Row; above: number } | undefined {
  const laidOut = layOutRows(rows, selected, above, height);
  const shown = laidOut.lines.slice(1);
  const most = Math.min(Math.abs(by), height - 1);
  const moved = by < 0 ? -linesAbove(rows, shown, most) : linesBelow(rows, shown, most);
  if (moved === 0) return undefined;
  const staying = shown.flatMap((line, at) => {
    if (line.kind !== 'row') return [];
    const place = { row: line.row, above: at - moved };
    return place.above >= leastAbove(rows, line.row) && place.above < height - 1 ? [place] : [];
  });
  const same = staying.find((place) => place.above === laidOut.above - moved);
  const next = same ?? (by < 0 ? staying.at(-1) : staying[0]);
  if (next) return next;
  // In a pane of a few lines nothing may be left of what it showed.
  const edge = rowAt(shown, by < 0 ? shown.findIndex(isRow) : shown.findLastIndex(isRow)) ?? selected;
  const beyond = by < 0 ? rows.previous(edge) : rows.next(edge);
  return beyond && { row: beyond, above: by < 0 ? height - 2 : 0 };
}

/** How many lines there are above those that are shown, up to `most`. */
function linesAbove(rows: Rows, shown: readonly TimelineLine[], most: number): number {
  const first = shown.findIndex(isRow);
  const wanted = first + most + 1;
  const { above } = layOutRows(rows, rowAt(shown, first), wanted, wanted + 2);
  return Math.max(0, Math.min(most, above - first));
}

function linesBelow(rows: Rows, shown: readonly TimelineLine[], most: number): number {
  const last = shown.findLastIndex(isRow);
  const tail = shown.length - 1 - last;
  const { lines, above } = layOutRows(rows, rowAt(shown, last), 0, tail + most + 3);
  return Math.max(0, Math.min(most, lines.length - 2 - above - tail));
}

function isRow({ kind }: TimelineLine): boolean {
  return kind === 'row';
}

function rowAt(lines: readonly TimelineLine[], at: number): Row | undefined {
  const line = lines[at];
  return line?.kind === 'row' ? line.row : undefined;
}
