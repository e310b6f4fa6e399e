import { tokensOf } from '../score/query.ts';
import { onHelp } from './help-state.ts';
import { isJump, jumpOf } from './jumps.ts';
import type { Command } from './keys.ts';
import { layOutRows, type Row, Rows, type Selection, type TimelineLine, withNewest } from './rows.ts';
import { stepOf } from './scroll-step.ts';
import { toggleAttention } from './search-text.ts';
import { onSetup } from './setup-state.ts';
import { onShownAs } from './shown-as.ts';
import type { Message, TimelineState, View } from './timeline-state.ts';
import { zoneOf } from './times.ts';

/** The row the keys act on; the newest is one only while it is followed. */
export function selectedRow(rows: Rows, selection: Selection | undefined): Row | undefined {
  return selection ? rows.find(selection) : rows.first();
}

/** The next state of the screen. Pure but for reading the index. */
export function reduce(state: TimelineState, message: Message): TimelineState {
  if (message.type === 'status') return { ...state, status: message.status };
  if (message.type === 'question') return { ...state, question: message.question };
  if (message.type === 'search') return { ...state, search: message.text };
  if (message.type === 'url') return { ...state, url: message.text, status: undefined };
  if (message.type === 'help') return { ...state, help: { ...state.help, text: message.text, at: 0 } };
  if (message.type === 'filter') return { ...state, filter: message.text };
  const { command, view } = message;
  const looked = command === 'log' || state.focus === 'log' ? view.now : state.looked;
  const selection = withNewest(state.selection, view.index);
  const next = { ...state, status: undefined, looked, selection };
  const elsewhere =
    onHelp(next, command, view) ??
    onSetup(next, command, view) ??
    onShownAs(next, command, view, () => selectedRow(rowsOf(next, view), next.selection));
  if (elsewhere) return elsewhere;
  // What is written next is a piece of its own.
  if (command === 'search') return { ...next, focus: 'search', search: state.filter && `${state.filter} ` };
  if (command === 'keep') return { ...next, focus: 'timeline', filter: state.search.trim() };
  if (command === 'attention') return { ...next, filter: toggleAttention(state.filter) };
  if (command === 'why' || command === 'log') return { ...next, focus: command, scroll: 0 };
  if (command === 'back') return back(next);
  if (command === 'focus') {
    const frozen = freeze(next, view);
    if (state.focus === 'timeline') return { ...frozen, focus: 'inspector' };
    return { ...frozen, focus: 'timeline', scroll: 0 };
  }
  // With nothing in the timeline it is the set-up that shows.
  const walks = state.focus === 'timeline' || state.focus === 'search';
  const onList = (walks || leavesList(command, state)) && view.index.size > 0;
  return onList || isJump(command) ? onTimeline(next, command, view) : onScrolled(next, command, view);
}

/** From a search to the filter it began with, and from a filter to everything. */
function back(state: TimelineState): TimelineState {
  if (state.focus === 'timeline') return { ...state, filter: '' };
  if (state.focus === 'url') return { ...state, focus: 'setup' };
  return { ...state, focus: 'timeline', scroll: 0 };
}

/** Whether the selected row is about to go: it is dismissed, or marked so that the filter may hide it. */
function leavesList(command: Command, { filter }: TimelineState): boolean {
  return command === 'dismiss' || (command === 'ack' && tokensOf(filter).some(({ key }) => key === 'is'));
}

function onScrolled(state: TimelineState, command: Command, view: View): TimelineState {
  const step = stepOf(command, view.scrollPage);
  if (step === undefined) return command === 'follow' ? onTimeline(state, command, view) : state;
  const from = Math.min(state.scroll, view.scrollMax);
  return { ...state, scroll: Math.max(0, Math.min(view.scrollMax, from + step)) };
}

function onTimeline(state: TimelineState, command: Command, view: View): TimelineState {
  const rows = rowsOf(state, view);
  const row = selectedRow(rows, state.selection);
  const jump = jumpOf(command, rows, row, state, view);
  if (jump && 'nowhere' in jump) return { ...state, status: { ok: false, text: jump.nowhere } };
  if (jump) return { ...select(state, view, jump.row, jump.above), ...jump.told };
  if (!row) return state;
  switch (command) {
    case 'up':
      return move(state, view, row, -1);
    case 'down':
      return move(state, view, row, 1);
    case 'pageUp':
      return move(state, view, row, -(view.listHeight - 2));
    case 'pageDown':
      return move(state, view, row, view.listHeight - 2);
    case 'home':
      return { ...following(state), scroll: 0 };
    case 'end':
      return select(state, view, rows.last() ?? row, view.listHeight);
    case 'follow':
      return state.selection ? following(state) : freeze(state, view);
    case 'open':
      return open(state, view, row);
    case 'close':
      return close(state, view, row);
    case 'enter':
      return enter(state, view, row);
    default:
      return leavesList(command, state) ? leave(state, rows, row) : state;
  }
}

function enter(state: TimelineState, view: View, row: Row): TimelineState {
  const single = row.child >= 0 || row.stack.size === 1;
  if (view.narrow || single) return { ...freeze(state, view), focus: 'inspector', scroll: 0 };
  return rowsOf(state, view).isOpen(row.stack) ? close(state, view, row) : open(state, view, row);
}

function open(state: TimelineState, view: View, row: Row): TimelineState {
  const rows = rowsOf(state, view);
  if (row.child >= 0 || row.stack.size === 1) return state;
  if (rows.isOpen(row.stack)) return move(state, view, row, 1);
  return { ...freeze(state, view), opened: [...state.opened, row.slot] };
}

function close(state: TimelineState, view: View, row: Row): TimelineState {
  const rows = rowsOf(state, view);
  if (row.child >= 0) {
    const header = { ...row, slot: row.stack.head, child: -1 };
    return select(state, view, header, state.above - row.child - 1);
  }
  if (!rows.isOpen(row.stack)) return state;
  const opened = state.opened.filter((slot) => view.index.stackOf(slot)?.head !== row.stack.head);
  return { ...freeze(state, view), opened };
}

function move(state: TimelineState, view: View, from: Row, by: number): TimelineState {
  const rows = rowsOf(state, view);
  // A gap above the newest row may have moved it down by a line.
  const { above } = layOutRows(rows, from, state.above, view.listHeight);
  let row = from;
  for (let left = Math.abs(by); left > 0; left -= 1) {
    const next = by < 0 ? rows.previous(row) : rows.next(row);
    if (!next) break;
    row = next;
  }
  return select(state, view, row, above + by);
}

/** Looks at a row, so many lines below the first. */
export function select(state: TimelineState, view: View, row: Row, above: number): TimelineState {
  const selection = { slot: row.slot, child: row.child >= 0 };
  const rows = rowsOf(state, view);
  const laidOut = layOutRows(rows, row, Math.max(0, above), view.listHeight);
  const looking = { ...freeze(state, view), selection, standIn: undefined, above: laidOut.above, scroll: 0 };
  return withSeen(looking, rows, laidOut.lines, view);
}

/** Whoever goes to where the newest is in view has before their eyes what came. */
export function withSeen(
  state: TimelineState,
  rows: Rows,
  lines: readonly TimelineLine[],
  { arrivals }: View,
): TimelineState {
  const top = lines.find((line) => line.kind === 'row')?.row;
  return top && rows.previous(top) === undefined ? { ...state, seen: arrivals } : state;
}

function following(state: TimelineState): TimelineState {
  return { ...state, selection: undefined, standIn: undefined, above: 0 };
}

/** The row is about to go: its neighbour is looked at, and not the top of the list. */
function leave(state: TimelineState, rows: Rows, row: Row): TimelineState {
  const next = state.selection && rows.neighbour(row);
  if (!next) return { ...state, scroll: 0 };
  return { ...state, selection: { slot: next.slot, child: next.child >= 0 }, standIn: undefined, scroll: 0 };
}

export function rowsOf(state: TimelineState, view: View): Rows {
  return new Rows(view.index, state.opened, view.gaps, zoneOf(state.times));
}

/** From here on what arrives no longer moves the selection, and is counted as new. */
export function freeze(state: TimelineState, view: View): TimelineState {
  if (state.selection) return state;
  const row = rowsOf(state, view).first();
  if (!row) return state;
  return { ...state, selection: { slot: row.slot, child: false }, seen: view.arrivals, scroll: 0 };
}
