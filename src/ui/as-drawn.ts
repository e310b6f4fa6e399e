import type { StackIndex } from '../score/stacks.ts';
import type { Frame } from './frame.ts';
import type { Row } from './rows.ts';

/**
 * A frame as it is by now, with the row that was drawn last in it: what a person means who has done nothing since.
 * There is no row where that event is no longer shown, and of a stack that has grown only what was drawn.
 */
export function asDrawn(now: Frame, { row, entry, actions }: Frame, index: StackIndex): Frame {
  return { ...now, row: row && stillShown(row, index), entry, actions };
}

function stillShown(row: Row, index: StackIndex): Row | undefined {
  const stack = index.stackOf(row.slot);
  if (!stack || row.child >= 0 || stack.head === row.stack.head) return stack && { ...row, stack };
  let size = 1;
  const first = index.first(stack);
  for (let slot = row.slot; slot !== first && size < row.stack.size; slot = index.older(slot)) size += 1;
  return { ...row, stack: { ...row.stack, size } };
}
