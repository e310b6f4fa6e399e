import { levelRank } from '../event.ts';
import { type SafeText, safe } from '../safe-text.ts';
import type { StackIndex } from '../score/stacks.ts';
import type { Away } from './away.ts';
import { findRow, type Wanted } from './find-row.ts';
import type { Command } from './keys.ts';
import { layOutRows, type Row, type Rows } from './rows.ts';
import type { TimelineState, View } from './timeline-state.ts';

const ERROR = levelRank('error');

/** Where a jump goes, and how many lines it is then below the first heading; or why it goes nowhere. */
export type Jump =
  | { row: Row; above: number; told?: Pick<TimelineState, 'awayTold'> }
  | { nowhere: SafeText };

/** What a jump needs to know of the events beyond the rows. */
export interface JumpView {
  /** The rows as stacks, also while every event has one of its own. */
  stacks: StackIndex;
  /** What came while nobody looked. */
  away: Away | undefined;
  /** There may be more rows than are known yet. */
  isPartial: boolean;
}

/** Whether a command jumps to a row that is looked for. */
export function isJump(command: Command): boolean {
  return command === 'nextError' || command === 'previousError' || command === 'firstUnseen';
}

/**
 * The jump of a command; undefined where the command is none.
 *
 * @param from the row the keys act on; absent where there is none
 */
export function jumpOf(
  command: Command,
  rows: Rows,
  from: Row | undefined,
  state: TimelineState,
  view: View,
): Jump | undefined {
  if (!isJump(command)) return undefined;
  if (command === 'firstUnseen') return toUnseen(rows, from, state, view);
  const step = command === 'nextError' ? 1 : -1;
  const row = from && findRow(rows, from, step, severe(rows));
  if (row) return { row, above: lineFor(rows, from, row, state, view) };
  const shown = state.filter === '' ? safe`` : safe` that the filter shows`;
  if (step === -1) return { nowhere: safe`no newer error${shown}` };
  return { nowhere: safe`no older error${shown}${view.isPartial ? safe`, as far as is known yet` : safe``}` };
}

/** Errors and worse: stacks by what they bear, the events under an open one by themselves. */
function severe({ index }: Rows): Wanted {
  return {
    stack: (head) => index.shownLevel(head) >= ERROR,
    event: (slot) => index.level(slot) >= ERROR,
  };
}

/** To the row that is furthest down: from there one reads upwards. */
function toUnseen(rows: Rows, from: Row | undefined, state: TimelineState, view: View): Jump {
  const { away } = view;
  if (!away || away.total === 0) return { nowhere: safe`nothing came while you were away` };
  if (!away.isWhole) return { nowhere: safe`still indexing: not all that came is known yet` };
  const wanted = away.wanted(rows.index);
  const last = rows.last();
  const row = wanted && last && (isWanted(last, wanted) ? last : findRow(rows, last, -1, wanted));
  if (!row || !from) return { nowhere: safe`the filter hides what came while you were away` };
  return { row, above: lineFor(rows, from, row, state, view), told: { awayTold: true } };
}

function isWanted({ slot, child }: Row, wanted: Wanted): boolean {
  return child < 0 ? wanted.stack(slot) : wanted.event(slot);
}

/** What is on the screen stays where it is; what is not comes with some of what is around it. */
function lineFor(rows: Rows, from: Row, to: Row, { above }: TimelineState, { listHeight }: View): number {
  const { lines } = layOutRows(rows, from, above, listHeight);
  const at = lines.findIndex(
    (line) => line.kind === 'row' && line.row.place === to.place && line.row.child === to.child,
  );
  return at > 0 ? at - 1 : Math.floor(listHeight / 3);
}
