import { displayWidth } from './format.ts';
import type { Frame } from './frame.ts';
import { RULE_WIDTH } from './layout.ts';
import type { Row } from './rows.ts';
import type { Click, Line } from './theme.ts';

/** What lies under a cell of the screen: the pane, what a click there does, and the row that is drawn there. */
export interface Hit {
  pane: 'timeline' | 'details' | 'overlay' | 'help' | 'foot';
  click?: Click | undefined;
  row?: Row | undefined;
  /** Lines above it: between the first heading of the timeline and this one, or of the help. */
  above?: number;
}

/**
 * What lies under a cell of a frame; undefined above the panes, between them and beyond the screen.
 *
 * @param x,y the cell, counted from 0, from the upper left
 */
export function hitOf(frame: Frame, x: number, y: number): Hit | undefined {
  const { layout, head, main, side, foot, focus } = frame;
  const { kind, list, inspector } = layout;
  const beside = list.width + RULE_WIDTH;
  const columns = kind === 'wide' ? beside + inspector.width : list.width;
  const below = list.height + 1;
  const body = kind === 'tall' ? below + inspector.height : list.height;
  const line = y - head.length;
  if (kind === 'tiny' || line < 0 || line > body || x < 0 || x >= columns) return undefined;
  if (line === body) return { pane: 'foot', click: clickAt(foot, x) };
  // A question waits for its answer.
  if (focus === 'question') return undefined;
  if (!frame.listed) {
    const pane = focus === 'inspector' ? 'details' : focus === 'help' ? 'help' : 'overlay';
    return { pane, above: line, click: clickOn(main[line]) };
  }
  if (kind === 'tall' && line >= list.height) {
    return line < below ? undefined : { pane: 'details', click: clickOn(side?.[line - below]) };
  }
  if (kind === 'wide' && x >= list.width)
    return x < beside ? undefined : { pane: 'details', click: clickOn(side?.[line]) };
  return onTimeline(frame, x, line);
}

function onTimeline({ main, listed }: Frame, x: number, line: number): Hit {
  const drawn = listed?.[line];
  const row = drawn?.kind === 'row' ? drawn.row : undefined;
  return { pane: 'timeline', row, above: line - 1, click: clickAt(main[line], x) };
}

/** An action and a command of the help have whole lines, so that nobody has to aim. */
function clickOn(line: Line = []): Click | undefined {
  return line.find(({ click }) => click)?.click;
}

function clickAt(line: Line = [], x: number): Click | undefined {
  let end = 0;
  return line.find(({ text }) => {
    end += displayWidth(text);
    return x < end;
  })?.click;
}
