import { safe, safeText } from '../safe-text.ts';
import type { Command } from './keys.ts';
import type { TimelineState } from './state.ts';
import { nextTimes, type Times } from './times.ts';

/** In which way events are shown, whichever they are. */
export interface ShownAs {
  times: Times;
}

export const shownAsUsual: ShownAs = { times: 'local' };

/** What a command does to the way events are shown; undefined where it is about something else. */
export function onShownAs(state: TimelineState, command: Command): TimelineState | undefined {
  if (command !== 'times') return undefined;
  const times = nextTimes(state.times);
  return { ...state, times, status: { ok: true, text: safe`times: ${safeText(times)}` } };
}
