import type { StackIndex } from '../score/stacks.ts';
import type { Selection } from './rows.ts';
import type { TimelineState } from './timeline-state.ts';

/** Why something else is selected than what the person went to: that is hidden. */
export interface StandIn {
  /** What the person went to, and when that was, in milliseconds since the epoch. */
  of: Selection;
  time: number;
  /** What was asked for when it was last looked for. */
  query: string;
  apart: boolean;
  /** Whether all rows were known then, so that it can no longer turn up. */
  isMissing: boolean;
  /** Whether all rows were known when the one in its place was chosen. */
  isFinal: boolean;
}

/** What is shown, as far as it is known. */
export interface Shown {
  /** The rows that are shown. */
  index: StackIndex;
  /** Everything that is not dismissed, as stacks. */
  whole: StackIndex;
  /** What they were narrowed by, which may not yet be what is written. */
  filter: { query: { text: string } } | undefined;
  /** There may be more rows than are known yet. */
  isPartial: boolean;
}

/**
 * The state with something selected that is shown. What takes the place of a hidden event is chosen once, and once
 * more where a search had not found everything; what was selected comes back when something else is asked for that
 * shows it, until the person goes elsewhere. Where nothing is shown there are no details to look at either.
 */
export function settle(state: TimelineState, shown: Shown): TimelineState {
  const settled = state.selection ? withShown(state, state.selection, shown) : state;
  const isEmpty = shown.index.size === 0 && !shown.isPartial;
  return isEmpty && settled.focus === 'inspector' ? { ...settled, focus: 'timeline', scroll: 0 } : settled;
}

function withShown(state: TimelineState, selection: Selection, shown: Shown): TimelineState {
  const { index, isPartial } = shown;
  const { standIn } = state;
  const isShown = index.has(selection.slot);
  if (!standIn) return isShown ? state : choose(state, selection, index.time(selection.slot), shown);
  const { of, time } = standIn;
  const asked = askedFor(state, shown);
  const isAsked = standIn.query === asked.query && standIn.apart === asked.apart;
  // A slot may hold another event by now.
  if (!(isAsked && standIn.isMissing) && index.has(of.slot) && index.time(of.slot) === time)
    return { ...state, selection: of, standIn: undefined, scroll: 0 };
  if (!isShown || (!standIn.isFinal && !isPartial)) return choose(state, of, time, shown);
  if (isAsked && standIn.isMissing === !isPartial) return state;
  return { ...state, standIn: { ...standIn, ...asked, isMissing: !isPartial } };
}

function choose(state: TimelineState, of: Selection, time: number, shown: Shown): TimelineState {
  const selection = inItsStack(of, time, shown) ?? nearest(time, shown.index);
  if (!selection) return state;
  const isKnown = !shown.isPartial;
  const standIn = { of, time, ...askedFor(state, shown), isMissing: isKnown, isFinal: isKnown };
  const isSame = selection.slot === state.selection?.slot && selection.child === state.selection.child;
  return isSame ? { ...state, standIn } : { ...state, selection, standIn, scroll: 0 };
}

function askedFor({ apart }: TimelineState, { filter }: Shown): Pick<StandIn, 'query' | 'apart'> {
  return { query: filter?.query.text ?? '', apart };
}

/** What is still shown of the same stack: the next older event of it, or else the next newer. */
function inItsStack(of: Selection, time: number, { index, whole }: Shown): Selection | undefined {
  const stack = whole.stackOf(of.slot);
  // A slot may hold another event by now.
  if (!stack || whole.time(of.slot) !== time) return undefined;
  let newer: number | undefined;
  let isBelow = false;
  for (const slot of whole.slotsOf(stack)) {
    isBelow ||= slot === of.slot;
    if (!index.has(slot)) continue;
    if (isBelow) return { slot, child: of.child };
    newer = slot;
  }
  return newer === undefined ? undefined : { slot: newer, child: of.child };
}

/** The first row that is not newer than a time, or else the last that is. */
function nearest(time: number, index: StackIndex): Selection | undefined {
  let low = 0;
  let high = index.size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (index.time(index.at(middle)!.head) <= time) high = middle;
    else low = middle + 1;
  }
  const stack = index.at(Math.min(low, index.size - 1));
  return stack && { slot: stack.head, child: false };
}
