import { setTimeout as delay } from 'node:timers/promises';
import type { Settings } from '../config.ts';
import { ownerOf } from '../store/lock.ts';
import { followLines } from './follow-lines.ts';
import { type Opened, openHere, STARTING, sayHowItStands } from './open-here.ts';
import { findRemedy } from './remedy.ts';
import { type ServeFlags, serve } from './serve.ts';
import { untilStopped } from './until-stopped.ts';

/**
 * A line for each event instead of the full screen: received by this process, or where another one receives into the data
 * directory, by that.
 *
 * @throws UsageError as {@link serve}
 */
export async function plainTimeline(settings: Settings, flags: ServeFlags): Promise<void> {
  const deadline = performance.now() + STARTING.patience;
  // One that does not answer is told of by the start that it stands in the way of.
  while (typeof (await ownerOf(settings.dataDir)) === 'object' && performance.now() < deadline) {
    const opened = await openHere(settings);
    if (opened) return follow(settings, flags, opened);
    await delay(STARTING.again);
  }
  return serve(settings, flags);
}

async function follow(settings: Settings, { filter = '' }: ServeFlags, opened: Opened): Promise<void> {
  const { attachment } = opened;
  await followLines(opened, {
    settings,
    filter,
    stopped: untilStopped(),
    name: () => `pid ${attachment.head.pid} (${attachment.head.endpoint})`,
    remedy: () => findRemedy(attachment.head, settings.dataDir),
  });
  sayHowItStands(attachment);
}
