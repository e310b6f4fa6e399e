import { setTimeout as delay } from 'node:timers/promises';
import type { Settings } from '../config.ts';
import { OwnedError, ownerOf } from '../store/lock.ts';
import { ownCommand } from './doctor/own-command.ts';
import { listEvents } from './list.ts';
import { say } from './output.ts';
import { type ServeFlags, serve } from './serve.ts';
import { untilQuit } from './until-quit.ts';
import { untilStopped } from './until-stopped.ts';

/** Whether somebody still receives is looked at this often, in milliseconds. */
const LOOK_MS = 3000;

/**
 * A line for each event instead of the full screen: received by this process, or where another one receives into the data
 * directory, by that.
 *
 * @throws UsageError as {@link serve}
 */
export async function plainTimeline(settings: Settings, flags: ServeFlags): Promise<void> {
  try {
    await serve(settings, flags);
  } catch (error) {
    if (!(error instanceof OwnedError) || error.isSuspended) throw error;
    await followOther(settings, flags);
  }
}

async function followOther(settings: Settings, { filter = '', ...flags }: ServeFlags): Promise<void> {
  const { dataDir } = settings;
  const owner = await ownerOf(dataDir);
  const port = typeof owner === 'object' ? ['--port', String(owner.port)] : [];
  say(`Attached to ${nameOf(owner)}: what it receives has a line here.`);
  const ends = [untilStopped(), ...(process.stdin.isTTY ? [untilQuit(process.stdin)] : [])];
  void tellWhoReceives(dataDir, ownCommand(flags)('serve', ...port));
  await Promise.race([listEvents(settings, [filter], { follow: true, limit: '0' }), ...ends]);
}

type Owner = Awaited<ReturnType<typeof ownerOf>>;

/** Lines that do not come are the same whether nothing happens or nobody receives. */
async function tellWhoReceives(dataDir: string, start: string): Promise<never> {
  for (let wasThere = true; ; ) {
    await delay(LOOK_MS, undefined, { ref: false });
    const owner = await ownerOf(dataDir);
    const isThere = owner !== undefined;
    if (wasThere && !isThere)
      say(`✗ Nobody receives any more: what Proxmox sends now is lost. Start: ${start}`);
    if (isThere && !wasThere) say(`✓ ${nameOf(owner)} receives.`);
    wasThere = isThere;
  }
}

function nameOf(owner: Owner): string {
  return typeof owner === 'object' ? `pid ${owner.pid} (port ${owner.port})` : 'another tempo-tui';
}
