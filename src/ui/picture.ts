import { safe } from '../safe-text.ts';
import { wrapToWidth } from './format.ts';
import type { Frame } from './frame.ts';
import { blanks, cutLine, lineWidth, plain, ruler } from './line.ts';
import type { Line } from './theme.ts';

/** A frame as the rows of a screen: at most `rows` lines, each at most `columns` wide. */
export function pictureOf(frame: Frame, columns: number, rows: number): Line[] {
  const { layout, head, foot } = frame;
  if (layout.kind === 'tiny') {
    const text = safe`tempo-tui needs 40×10; this is ${columns}×${rows}`;
    return wrapToWidth(text, columns)
      .slice(0, rows)
      .map((line) => cutLine(plain(line), columns));
  }
  const body = bodyOf(frame, columns, rows - head.length - 1);
  return [...head, ...body, foot].map((line) => cutLine(line, columns));
}

function bodyOf({ layout, main, side, focus }: Frame, columns: number, height: number): Line[] {
  if (!side) return filled(main, height);
  const { kind, list, inspector } = layout;
  const rule = { dim: focus !== 'inspector' };
  if (kind === 'tall') {
    return [...filled(main, list.height), plain(ruler(columns), rule), ...filled(side, inspector.height)];
  }
  return filled(main, height).map((line, at) => [
    ...fitLine(line, list.width),
    { ...rule, text: safe` │ ` },
    ...cutLine(side[at] ?? [], inspector.width),
  ]);
}

/** Exactly so many lines. */
function filled(lines: readonly Line[], height: number): Line[] {
  return Array.from({ length: height }, (_, at) => lines[at] ?? []);
}

/** Exactly so wide. */
function fitLine(line: Line, width: number): Line {
  const cut = cutLine(line, width);
  return [...cut, { text: blanks(width - lineWidth(cut)) }];
}
