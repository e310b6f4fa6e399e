import { setTimeout as delay } from 'node:timers/promises';
import type { Settings } from '../config.ts';
import type { Rejection } from '../rejection.ts';
import { ownerOf } from '../store/lock.ts';
import { checkQuery } from './list/check-query.ts';
import { watchArrivals } from './list/watch-arrivals.ts';
import { type OpenedHere, openHere, STARTING, sayHowItStands } from './open-here.ts';
import { say } from './output.ts';
import { findRemedy } from './remedy.ts';
import { openLog } from './serve/log.ts';
import { type ServeFlags, serve } from './serve.ts';
import { untilQuit } from './until-quit.ts';
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

async function follow(settings: Settings, { filter = '' }: ServeFlags, opened: OpenedHere): Promise<void> {
  const { attachment, book, close } = opened;
  try {
    checkQuery(filter, book);
    const { pid, endpoint } = attachment.head;
    say(`Attached to pid ${pid} (${endpoint}): what it receives has a line here.`);
    const log = openLog({ format: 'plain', level: settings.logLevel, forPerson: true });
    watchArrivals(attachment.store, book, { filter, withDismissed: false }, (told) =>
      log({ kind: 'event', told }),
    );
    const stop = tellOfReceiver(opened, settings.dataDir, (refusal) => log({ kind: 'refusal', refusal }));
    await Promise.race([untilStopped(), ...(process.stdin.isTTY ? [untilQuit(process.stdin)] : [])]);
    stop();
    sayHowItStands(attachment);
  } finally {
    await close();
  }
}

/** Lines that do not come are the same whether nothing happens or nobody receives. */
function tellOfReceiver(
  { attachment }: OpenedHere,
  dataDir: string,
  tellRefusal: (refusal: Rejection) => void,
): () => void {
  let { link, rejections } = attachment;
  async function tellLost(why: string): Promise<void> {
    const { how, command } = await findRemedy(attachment.head, dataDir);
    say(`✗ Cut off from the receiver: ${why}. ${how}${command ? `: ${command}` : ''}`);
  }
  return attachment.subscribe(() => {
    const told = new Set(rejections);
    ({ rejections } = attachment);
    for (const each of rejections) if (!told.has(each)) tellRefusal(each);
    const before = link;
    ({ link } = attachment);
    if (link.kind === 'lost' && before.kind === 'live') void tellLost(link.why);
    if (link.kind === 'live' && before.kind === 'lost') {
      const { pid, endpoint } = attachment.head;
      say(`✓ The receiver is heard again: pid ${pid} (${endpoint}).`);
    }
  });
}
