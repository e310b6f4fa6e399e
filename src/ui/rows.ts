import type { Stack, StackIndex } from '../score/stacks.ts';
import type { Gap } from '../store/heartbeat.ts';
import { dayNumber, type Zone } from './format.ts';

/** A row of the timeline: a stack, or one of the events under an open stack. */
export interface Row {
  stack: Stack;
  /** The event it shows. */
  slot: number;
  /** Place of the stack in the timeline, 0 the newest. */
  place: number;
  /** Place among the stack's events, 0 the newest; -1 for the stack's own row. */
  child: number;
}

/** What the person looks at, by the event, so that it stays the same whatever is restacked around it. */
export interface Selection {
  slot: number;
  child: boolean;
}

/** A stack's own row shows its newest event: that one is looked at, also where it came later than the look. */
export function withNewest(selection: Selection | undefined, index: StackIndex): Selection | undefined {
  if (!selection || selection.child) return selection;
  const head = index.stackOf(selection.slot)?.head ?? selection.slot;
  return head === selection.slot ? selection : { slot: head, child: false };
}

/** A line of the timeline's pane. */
export type TimelineLine =
  | { kind: 'day'; time: number }
  | { kind: 'gap'; gap: Gap }
  | { kind: 'row'; row: Row };

/** The rows as they stand now, walked from one to the next and never listed whole. */
export class Rows {
  readonly index: StackIndex;
  /** Heads of the stacks that are open. */
  readonly opened: ReadonlySet<number>;
  readonly #gaps: readonly Gap[];
  readonly #zone: Zone;

  /**
   * @param opened slots of events whose stacks are open
   * @param gaps when nothing listened, oldest first
   * @param zone whose days it has
   */
  constructor(index: StackIndex, opened: readonly number[], gaps: readonly Gap[] = [], zone: Zone = 'local') {
    this.index = index;
    this.#gaps = gaps;
    this.#zone = zone;
    this.opened = new Set(opened.flatMap((slot) => index.stackOf(slot)?.head ?? []));
  }

  isOpen(stack: Stack): boolean {
    return stack.size > 1 && this.opened.has(stack.head);
  }

  /** A stack stands under the time of its newest event, and so do the events in it. */
  time(row: Row): number {
    return this.index.time(row.stack.head);
  }

  /** A number for the day that a row stands under. */
  day(row: Row): number {
    return dayNumber(this.time(row), this.#zone);
  }

  /** The latest gap that ended after one stack and before the next above it; above the newest, after it. */
  gapAbove(lower: Row, upper: Row | undefined): Gap | undefined {
    if (upper?.place === lower.place) return undefined;
    const from = this.time(lower);
    const to = upper ? this.time(upper) : Number.POSITIVE_INFINITY;
    return this.#gaps.findLast((gap) => gap.to > from && gap.to <= to);
  }

  /** The row that takes the place of one that goes away. */
  neighbour(row: Row): Row | undefined {
    const header = this.#header(row.place);
    if (row.child >= 0 && row.stack.size > 1) {
      return row.child + 1 < row.stack.size ? this.next(row) : row.child > 0 ? this.previous(row) : header;
    }
    return this.#header(row.place + 1) ?? this.#header(row.place - 1);
  }

  first(): Row | undefined {
    return this.#header(0);
  }

  last(): Row | undefined {
    const header = this.#header(this.index.size - 1);
    return header && this.isOpen(header.stack) ? this.#lastChild(header) : header;
  }

  /** The row of a selection; of an event whose stack is closed, the stack's. */
  find(selection: Selection): Row | undefined {
    const stack = this.index.stackOf(selection.slot);
    if (!stack) return undefined;
    const header = this.#header(this.index.placeOf(stack));
    if (!header || !selection.child || !this.isOpen(stack)) return header;
    let child = 0;
    for (const slot of this.index.slotsOf(stack)) {
      if (slot === selection.slot) return { ...header, slot, child };
      child += 1;
    }
    return header;
  }

  next(row: Row): Row | undefined {
    const hasMore = this.isOpen(row.stack) && row.child + 1 < row.stack.size;
    if (!hasMore) return this.#header(row.place + 1);
    return { ...row, slot: row.child < 0 ? row.slot : this.index.older(row.slot), child: row.child + 1 };
  }

  previous(row: Row): Row | undefined {
    if (row.child === 0) return this.#header(row.place);
    if (row.child > 0) return { ...row, slot: this.index.newer(row.slot), child: row.child - 1 };
    const above = this.#header(row.place - 1);
    return above && this.isOpen(above.stack) ? this.#lastChild(above) : above;
  }

  #header(place: number): Row | undefined {
    const stack = this.index.at(place);
    return stack && { stack, slot: stack.head, place, child: -1 };
  }

  #lastChild(header: Row): Row {
    return { ...header, slot: this.index.first(header.stack), child: header.stack.size - 1 };
  }
}

/**
 * Lays out the pane around the selected row, which stands `above` lines below the first if the list allows:
 * so what arrives elsewhere never moves it. The first line is the heading of the day on top; others stand
 * where the day changes. The cost depends on `height` alone.
 *
 * @returns the lines, and how many lie between the first heading and the selected row
 */
export function layOutRows(
  rows: Rows,
  selected: Row | undefined,
  above: number,
  height: number,
): { lines: TimelineLine[]; above: number } {
  if (!selected || height < 2) return { lines: [], above: 0 };
  const room = height - 1;
  const wanted = walkUp(rows, selected, Math.min(Math.max(above, leastAbove(rows, selected)), room - 1));
  const after = walkDown(rows, selected, room - wanted.length - 1);
  const gap = room - wanted.length - 1 - after.length;
  const before = gap > 0 ? walkUp(rows, selected, wanted.length + gap) : wanted;
  // The sticky heading says what a heading on the line below it would.
  if (before[0]?.kind === 'day') before.shift();
  const lines = [...before, rowLine(selected), ...after];
  const more = lines.length < room ? walkDown(rows, lastRow(lines), room - lines.length) : [];
  const day: TimelineLine = { kind: 'day', time: rows.time(firstRow(lines, selected)) };
  return { lines: [day, ...lines, ...more], above: before.length };
}

/** A gap above the newest stands there also while the newest is followed. */
export function leastAbove(rows: Rows, row: Row): number {
  return rows.previous(row) === undefined && rows.gapAbove(row, undefined) ? 1 : 0;
}

function rowLine(row: Row): TimelineLine {
  return { kind: 'row', row };
}

function crossesDay(rows: Rows, upper: Row, lower: Row): boolean {
  return upper.place !== lower.place && rows.day(upper) !== rows.day(lower);
}

function walkUp(rows: Rows, from: Row, count: number): TimelineLine[] {
  const lines: TimelineLine[] = [];
  for (let lower = from; lines.length < count; ) {
    const upper = rows.previous(lower);
    const gap = rows.gapAbove(lower, upper);
    if (!upper) {
      if (gap) lines.push({ kind: 'gap', gap });
      break;
    }
    if (crossesDay(rows, upper, lower)) lines.push({ kind: 'day', time: rows.time(lower) });
    if (gap && lines.length < count) lines.push({ kind: 'gap', gap });
    if (lines.length < count) lines.push(rowLine(upper));
    lower = upper;
  }
  return lines.reverse();
}

function walkDown(rows: Rows, from: Row, count: number): TimelineLine[] {
  const lines: TimelineLine[] = [];
  for (let upper = from; lines.length < count; ) {
    const lower = rows.next(upper);
    if (!lower) break;
    const gap = rows.gapAbove(lower, upper);
    if (gap) lines.push({ kind: 'gap', gap });
    if (crossesDay(rows, upper, lower) && lines.length < count)
      lines.push({ kind: 'day', time: rows.time(lower) });
    if (lines.length < count) lines.push(rowLine(lower));
    upper = lower;
  }
  return lines;
}

function firstRow(lines: readonly TimelineLine[], fallback: Row): Row {
  return lines.find((line) => line.kind === 'row')?.row ?? fallback;
}

function lastRow(lines: readonly TimelineLine[]): Row {
  return lines.findLast((line) => line.kind === 'row')!.row;
}
