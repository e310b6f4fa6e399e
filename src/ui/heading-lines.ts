import type { StoredEvent } from '../event.ts';
import { type SafeText, safe, safeText } from '../safe-text.ts';
import { actionsFor } from '../score/actions.ts';
import type { ScoreBook } from '../score/score-book.ts';
import { checkUrl } from '../score/url-policy.ts';
import type { Gap } from '../store/heartbeat.ts';
import type { TimelineFeed } from './feed.ts';
import { dayLabel } from './format.ts';
import { type KeyTable, keyHint } from './keys.ts';
import { lineWidth, spread } from './line.ts';
import type { Look } from './services.ts';
import type { Line, Segment, Theme } from './theme.ts';
import type { TimelineState } from './timeline-state.ts';
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

/**
 * What Proxmox sent in a gap is lost, and nobody should think that nothing happened.
 *
 * @param tasks where the task history of the node below is, which knows what was not told
 */
export function gapLine(
  gap: Gap,
  { times }: TimelineState,
  tasks: SafeText | undefined,
  { width, now, theme }: Look & { width: number; now: number },
): Line {
  const color = theme.bad;
  const what = gap.leapt ? safe`receiver asleep, or its clock set,` : safe`receiver down`;
  const told = { text: safe`┄┄ ${what} ${gapTimes(gap, now, times)}: Proxmox does not resend`, color };
  const end = { text: safe` ┄┄`, color };
  if (tasks === undefined) return [told, end];
  const link = { text: safe`task history`, color, underline: true, href: tasks };
  const whole = [told, { text: safe`, see the `, color }, link, end];
  return lineWidth(whole) <= width ? whole : [told, end];
}

/** The address of the task history of the node that an event is of, where its score has an action for that. */
export function tasksOf(event: StoredEvent, book: ScoreBook): SafeText | undefined {
  const action = actionsFor(event, book).find(
    ({ kind, label, disabled }) => kind === 'open' && disabled === undefined && /\btasks?\b/i.test(label),
  );
  const checked = action && checkUrl(action.text);
  return checked && 'url' in checked ? safeText(checked.url.href) : undefined;
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
