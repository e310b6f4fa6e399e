import type { TimelineFeed } from './feed.ts';
import type { Frame } from './frame.ts';
import type { View } from './timeline-state.ts';

/**
 * What a command needs to know of the screen it is given on.
 *
 * @param now milliseconds since the epoch
 */
export function viewOf(
  { layout, scrollMax, scrollPage, help }: Frame,
  feed: TimelineFeed,
  now: number,
): View {
  return {
    index: feed.index,
    stacks: feed.stacks,
    away: feed.away,
    isPartial: feed.isPartial,
    gaps: feed.source.gaps,
    now,
    received: feed.arrivals,
    arrivals: feed.shownArrivals,
    listHeight: layout.list.height,
    scrollMax,
    scrollPage,
    choices: help?.count ?? 0,
    narrow: layout.kind === 'narrow',
  };
}
