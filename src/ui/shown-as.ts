import { safe, safeText } from '../safe-text.ts';
import type { Away } from './away.ts';
import { tellsAway } from './away-line.ts';
import type { Command } from './keys.ts';
import type { Row } from './rows.ts';
import type { TimelineState, View } from './timeline-state.ts';
import { nextTimes, type Times } from './times.ts';

/** In which way events are shown, whichever they are. */
export interface ShownAs {
  times: Times;
  /** Every event is to have a row of its own. */
  apart: boolean;
  /** What came while nobody looked was jumped to or put away. */
  awayTold: boolean;
}

export const shownAsUsual: ShownAs = { times: 'local', apart: false, awayTold: false };

/** What a command does to the way events are shown; undefined where it is about something else. */
export function onShownAs(
  state: TimelineState,
  command: Command,
  view: View,
  selected: () => Row | undefined,
): TimelineState | undefined {
  switch (command) {
    case 'times': {
      const times = nextTimes(state.times);
      return { ...state, times, status: { ok: true, text: safe`times: ${safeText(times)}` } };
    }
    case 'apart':
      return withApart(state, view, selected());
    case 'back':
      return isAtAway(state, view.away) ? { ...state, awayTold: true } : undefined;
    default:
      return undefined;
  }
}

/** Esc goes from a search and from a filter first: they came later. */
function isAtAway(state: TimelineState, away: Away | undefined): boolean {
  return state.focus === 'timeline' && state.filter === '' && tellsAway(state, away);
}

/**
 * Every event as a row of its own, or stacks again; the event that was selected stays so.
 *
 * @param row the one the keys act on
 */
function withApart(state: TimelineState, { stacks }: View, row: Row | undefined): TimelineState {
  const { selection, opened, apart } = state;
  if (!selection || !row) return { ...state, apart: !apart };
  const { slot } = row;
  if (!apart) return { ...state, apart: true, selection: { slot, child: row.child >= 0 } };
  const stack = stacks.stackOf(slot);
  const child = stack !== undefined && stack.size > 1 && (selection.child || slot !== stack.head);
  const isOpen = opened.some((each) => stacks.stackOf(each)?.head === stack?.head);
  // A closed stack shows its newest event: another one is seen where it is open.
  const openedNow = child && !isOpen ? [...opened, slot] : opened;
  return { ...state, apart: false, selection: { slot, child }, opened: openedNow };
}
