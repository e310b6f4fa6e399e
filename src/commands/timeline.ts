import { setTimeout as delay } from 'node:timers/promises';
import type { Flags, Settings } from '../config.ts';
import { OwnedError } from '../store/lock.ts';
import { showHere } from './attached-timeline.ts';
import { Journal } from './journal.ts';
import { keyTable } from './key-table.ts';
import { openHere, STARTING } from './open-here.ts';
import { say } from './output.ts';
import { ownTimeline } from './own-timeline.ts';
import { startService } from './start-service.ts';
import { untilStopped } from './until-stopped.ts';

/** Whoever waits for longer is told for what, in milliseconds. */
const TELL_MS = 1000;

/**
 * The timeline, until the user quits or the process is asked to stop: with its own receiver, or where another process
 * receives into the data directory, attached to that.
 */
export async function timeline(settings: Settings, flags: Flags): Promise<void> {
  const parts = { settings, flags, keys: keyTable(settings), stopped: untilStopped() };
  const journal = new Journal();
  const deadline = performance.now() + STARTING.patience;
  const wait = `Waiting for the tempo-tui that has ${settings.dataDir} to answer.`;
  let waiting: NodeJS.Timeout | undefined;
  for (;;) {
    try {
      const service = await startService(settings, { journal, kind: 'timeline', flags });
      return await ownTimeline({ ...parts, journal }, service);
    } catch (error) {
      if (!(error instanceof OwnedError) || error.isSuspended) throw error;
      waiting ??= setTimeout(() => say(wait), TELL_MS);
      const opened = await openHere(settings);
      if (opened) {
        clearTimeout(waiting);
        return await showHere(parts, opened);
      }
      if (performance.now() > deadline) throw error;
      await delay(STARTING.again);
    }
  }
}
