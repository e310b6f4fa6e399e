import type { StackIndex } from '../score/stacks.ts';
import type { Row, Rows } from './rows.ts';

/** Which rows are looked for: stacks by their heads, and events under open stacks. */
export interface Wanted {
  stack(head: number): boolean;
  event(slot: number): boolean;
}

/**
 * The nearest wanted row below another (`step` 1) or above it (-1). Walks over the index as it lies in memory, at some
 * ten nanoseconds a stack, so that a key may ask for it whatever the length of the history.
 */
export function findRow(rows: Rows, from: Row, step: 1 | -1, wanted: Wanted): Row | undefined {
  return step === 1 ? findBelow(rows, from, wanted) : findAbove(rows, from, wanted);
}

function findBelow(rows: Rows, from: Row, wanted: Wanted): Row | undefined {
  if (rows.isOpen(from.stack)) {
    const child = childBelow(rows.index, from, wanted);
    if (child) return child;
  }
  for (let place = from.place; ; ) {
    const header = nextHeader(rows, place, 1, wanted);
    if (!header || wanted.stack(header.slot)) return header;
    const child = rows.isOpen(header.stack) && childBelow(rows.index, header, wanted);
    if (child) return child;
    place = header.place;
  }
}

function findAbove(rows: Rows, from: Row, wanted: Wanted): Row | undefined {
  if (from.child >= 0) {
    const child = childAbove(rows.index, from, wanted);
    if (child) return child;
    if (wanted.stack(from.stack.head)) return headerOf(from);
  }
  for (let place = from.place; ; ) {
    const header = nextHeader(rows, place, -1, wanted);
    if (!header) return undefined;
    if (rows.isOpen(header.stack)) {
      const child = childAbove(rows.index, behindChildren(header), wanted);
      if (child) return child;
    }
    if (wanted.stack(header.slot)) return header;
    place = header.place;
  }
}

/** The next stack that is wanted itself or that is open, so that its events have to be looked at. */
function nextHeader({ index, opened }: Rows, from: number, step: 1 | -1, wanted: Wanted): Row | undefined {
  const place = index.find(from + step, step, (head) => wanted.stack(head) || opened.has(head));
  const stack = place === undefined ? undefined : index.at(place);
  return stack && { stack, slot: stack.head, place: place!, child: -1 };
}

function childBelow(index: StackIndex, from: Row, wanted: Wanted): Row | undefined {
  let slot = from.child < 0 ? from.stack.head : index.older(from.slot);
  for (let child = from.child + 1; child < from.stack.size; child += 1) {
    if (wanted.event(slot)) return { ...from, slot, child };
    slot = index.older(slot);
  }
  return undefined;
}

function childAbove(index: StackIndex, from: Row, wanted: Wanted): Row | undefined {
  let { slot } = from;
  for (let child = from.child - 1; child >= 0; child -= 1) {
    slot = child === from.stack.size - 1 ? index.first(from.stack) : index.newer(slot);
    if (wanted.event(slot)) return { ...from, slot, child };
  }
  return undefined;
}

/** Where a walk up through the events of a stack begins. */
function behindChildren(header: Row): Row {
  return { ...header, child: header.stack.size };
}

function headerOf(row: Row): Row {
  return { ...row, slot: row.stack.head, child: -1 };
}
