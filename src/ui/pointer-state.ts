import { layOutRows, type Row, withNewest } from './rows.ts';
import { scrollRows } from './scroll-rows.ts';
import { freeze, reduce, rowsOf, select, selectedRow, withSeen } from './state.ts';
import type { TimelineState, View } from './timeline-state.ts';

/** What the mouse does to what is on the screen. */
export type Pointing =
  | { type: 'row'; row: Row; above: number; unfolds: boolean }
  | { type: 'choice'; at: number; above: number | undefined }
  | { type: 'timeline' | 'details' | 'overlay' | 'help'; by: number };

/**
 * The next state of the screen after a click on a row, which stands where it was, or after the wheel has turned
 * over a pane: that one scrolls, and the keys go where they went.
 */
export function reducePointing(state: TimelineState, pointing: Pointing, view: View): TimelineState {
  const selection = withNewest(state.selection, view.index);
  const isSame = state.status === undefined && selection === state.selection;
  const next = isSame ? state : { ...state, status: undefined, selection };
  switch (pointing.type) {
    case 'row':
      return lookAt(next, pointing, view);
    case 'timeline':
      return scrollTimeline(next, pointing.by, view);
    case 'details':
      return scrollDetails(next, pointing.by, view);
    case 'overlay':
      return scroll(next, pointing.by, view);
    case 'choice':
      return choose(next, pointing.at, view, pointing.above);
    case 'help':
      return choose(next, Math.min(next.help.at, view.choices - 1) + pointing.by, view);
  }
}

function lookAt(
  state: TimelineState,
  { row, above, unfolds }: Extract<Pointing, { type: 'row' }>,
  view: View,
): TimelineState {
  const rows = rowsOf(state, view);
  // Since it was drawn it may have moved, or gone.
  const found = rows.find({ slot: row.slot, child: row.child >= 0 });
  if (!found) return state;
  const focus = state.focus === 'search' ? 'search' : 'timeline';
  const looking = select({ ...state, focus }, view, found, above);
  if (!unfolds) return looking;
  const command = rows.isOpen(found.stack) ? 'close' : 'open';
  return reduce(looking, { type: 'command', command, view });
}

function scrollTimeline(state: TimelineState, by: number, view: View): TimelineState {
  const rows = rowsOf(state, view);
  const row = selectedRow(rows, state.selection);
  if (!row) return state;
  let place = { row, above: state.above };
  const page = view.listHeight - 1;
  for (let left = Math.abs(by); left > 0; left -= page) {
    const step = Math.min(left, page);
    const next = scrollRows(rows, place.row, place.above, view.listHeight, by < 0 ? -step : step);
    if (!next) break;
    place = next;
  }
  if (place.row === row && place.above === state.above) return state;
  const { lines } = layOutRows(rows, place.row, place.above, view.listHeight);
  const frozen = withSeen({ ...freeze(state, view), above: place.above }, rows, lines, view);
  const { slot, child } = place.row;
  if (slot === row.slot && child === row.child) return frozen;
  return { ...frozen, selection: { slot, child: child >= 0 }, standIn: undefined, scroll: 0 };
}

/** What is read must not change with what arrives. */
function scrollDetails(state: TimelineState, by: number, view: View): TimelineState {
  const frozen = freeze(state, view);
  const scrolled = scroll(frozen, by, view);
  return scrolled === frozen ? state : scrolled;
}

function scroll(state: TimelineState, by: number, { scrollMax }: View): TimelineState {
  const from = Math.min(state.scroll, scrollMax);
  const to = Math.max(0, Math.min(scrollMax, from + by));
  return to === state.scroll ? state : { ...state, scroll: to };
}

/** In the help it is what is chosen that moves; the screen goes with it. */
function choose(
  state: TimelineState,
  place: number,
  { choices }: View,
  above = state.help.above,
): TimelineState {
  const at = Math.max(0, Math.min(choices - 1, place));
  if (at === state.help.at) return state;
  return { ...state, help: { ...state.help, at, ...(above !== undefined && { above }) } };
}
