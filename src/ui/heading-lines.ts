import { type SafeText, safe } from '../safe-text.ts';
import type { Gap } from '../store/heartbeat.ts';
import type { TimelineFeed } from './feed.ts';
import { dayLabel } from './format.ts';
import { type KeyTable, keyHint } from './keys.ts';
import { plain, spread } from './line.ts';
import type { Look } from './services.ts';
import type { TimelineState } from './state.ts';
import type { Line, Segment, Theme } from './theme.ts';
import { gapTimes, timesMark, zoneOf } from './times.ts';

/** The day on top of the timeline, with what came while it is not followed and how it is shown, where not as usual. */
export function topHeading(
  time: number,
  state: TimelineState,
  feed: Pick<TimelineFeed, 'apart' | 'shownArrivals'>,
  { width, now, theme, keys }: Look & { width: number; now: number },
): Line {
  const left = [...dayHeading(time, state, now, theme), ...newSince(state, feed.shownArrivals, keys)];
  const modes = modeNames(state, feed.apart).flatMap((text): Segment[] => [
    { text: safe`  ` },
    { text, bold: true },
  ]);
  return modes.length === 0 ? left : spread(left, modes.slice(1), width);
}

/** The day of the rows below. */
export function dayHeading(time: number, { times }: TimelineState, now: number, theme: Theme): Segment[] {
  return [{ text: dayLabel(time, now, zoneOf(times)), bold: true, color: theme.accent }];
}

/** What Proxmox sent in a gap is lost, and nobody should think that nothing happened. */
export function gapLine(gap: Gap, { times }: TimelineState, now: number, theme: Theme): Line {
  const text = safe`┄┄ receiver down ${gapTimes(gap, now, times)}: Proxmox does not resend ┄┄`;
  return plain(text, { color: theme.bad });
}

function newSince({ selection, seen }: TimelineState, arrivals: number, keys: KeyTable): Segment[] {
  const count = arrivals - seen;
  if (!selection || count <= 0) return [];
  const how = keyHint('home', keys, (key) => safe` (${key} follows)`);
  return [{ text: safe`   ${count} new ↑${how}`, bold: true }];
}

function modeNames({ times }: TimelineState, apart: number | undefined): SafeText[] {
  const names: SafeText[] = [];
  if (apart === 1) names.push(safe`every event`);
  else if (apart !== undefined) names.push(safe`every event: ${Math.floor(apart * 100)} %`);
  const mark = timesMark(times);
  return mark === undefined ? names : [...names, mark];
}
