import type { Notify } from '../config.ts';
import { levelRank } from '../event.ts';
import { type SafeText, safe, safeText } from '../safe-text.ts';
import { isOfAgenda, isSettled } from '../score/roles.ts';
import { FLAG } from '../store/event-table.ts';
import type { Entry } from './entries.ts';
import type { TimelineFeed } from './feed.ts';

const BELL = '\u0007';
/** Errors that come together are told together, this long after the first, in milliseconds. */
export const GATHER_MS = 1000;
/** And so long after that nothing more is told. */
export const REST_MS = 10_000;
/** UTF-16 units of a title that are told. */
const TITLE_MAX = 120;

/**
 * How long to wait before telling of an error that has just come, in milliseconds.
 *
 * @param sinceLast milliseconds since others were told of; infinite when none were
 */
export function alarmDelay(sinceLast: number): number {
  return Math.max(GATHER_MS, REST_MS - sinceLast);
}

/**
 * What is told of some new errors.
 *
 * @param last the last of them; absent where it is gone again
 */
export function alarmText(count: number, last: Entry | undefined): SafeText {
  const many = count === 1 ? safe`` : safe`${count} new errors`;
  if (!last) return safe`tempo-tui: ${count === 1 ? safe`1 new error` : many}`;
  const { label, source, title } = last.meaning;
  const what = safe`${safeText(source, 24)}: ${safeText(label, 24)}: ${safeText(title ?? last.event.title, TITLE_MAX)}`;
  return count === 1 ? safe`tempo-tui: ${what}` : safe`tempo-tui: ${many}, the last: ${what}`;
}

/** What a terminal is sent: the bell, a notification by OSC 9 which tmux is asked to pass on, or both. */
export function alarmSequence(text: SafeText, notify: Notify, env: NodeJS.ProcessEnv): string {
  // The console of Linux has no notifications, and older ones print the text.
  if (env.TERM === 'linux') return notify === 'osc9' ? '' : BELL;
  const osc9 = `\u001B]9;${text}${BELL}`;
  const inTmux = env.TMUX || env.TERM?.startsWith('tmux');
  const passed = inTmux ? `\u001BPtmux;${osc9.replaceAll('\u001B', '\u001B\u001B')}\u001B\\` : osc9;
  return (notify === 'bell' ? '' : passed) + (notify === 'osc9' ? '' : BELL);
}

/** Tells of new errors from now on, seldom and together; returns how to stop. */
export function soundAlarms(feed: TimelineFeed, tell: (text: SafeText) => void): () => void {
  const { table } = feed.source;
  let count = 0;
  let lastSlot = -1;
  let toldAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  function sound(): void {
    timer = undefined;
    toldAt = performance.now();
    tell(alarmText(count, table.holds(lastSlot) ? feed.entry(lastSlot) : undefined));
    count = 0;
  }
  const stop = feed.source.observe({
    entered(slot, live) {
      if (!live || table.level(slot) < levelRank('error')) return;
      // What is over, planned, or settled by its score wants nobody.
      if (isSettled(table.role(slot)) || isOfAgenda(table.role(slot))) return;
      if ((table.flags(slot) & (FLAG.acked | FLAG.dismissed)) !== 0) return;
      count += 1;
      lastSlot = slot;
      timer ??= setTimeout(sound, alarmDelay(performance.now() - toldAt));
    },
    leaving: () => {},
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}
