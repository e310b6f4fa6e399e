import type { Flags, Settings } from '../config.ts';
import { localTime } from '../ui/format.ts';
import { endOnCrash } from './crash.ts';
import { ownCommand } from './doctor/own-command.ts';
import { logLine, plainLine } from './event-line.ts';
import { Journal } from './journal.ts';
import { checkQuery } from './list/check-query.ts';
import { watchArrivals } from './list/watch-arrivals.ts';
import { openScores } from './open-scores.ts';
import { say, writeLineSoon } from './output.ts';
import { startService } from './start-service.ts';
import { untilQuit } from './until-quit.ts';
import { untilStopped } from './until-stopped.ts';

export interface ServeFlags extends Flags {
  /** A query: what does not fit it has no line. */
  filter?: string;
  /** For a person who reads along: lines in the local zone, and a key that ends it. */
  plain?: boolean;
}

/**
 * The receiver alone: one line on stdout for each event, refusals and everything else on stderr.
 *
 * @throws UsageError for a filter that cannot be understood, and as {@link startService}
 */
export async function serve(
  settings: Settings,
  { filter = '', plain = false, ...flags }: ServeFlags = {},
): Promise<void> {
  if (filter !== '') await checkFilter(settings, filter);
  const stopped = untilStopped();
  endOnCrash(settings.dataDir, () => {});
  const journal = new Journal();
  journal.subscribe(({ text }) => say(text));
  const service = await startService(settings, { journal, kind: 'serve' });
  const { store, book, receiver } = service;
  const lineOf = plain ? plainLine : logLine;
  watchArrivals(store, book, { filter, withDismissed: !plain }, (told) => writeLineSoon(lineOf(told)));
  receiver.rejections.subscribe(({ time, address, status, reason, token }) => {
    const when = plain ? localTime(Date.parse(time)) : time;
    say(`${when} refused ${status} ${address}${token ? ` (token ${token})` : ''}: ${reason}`);
  });
  if ((await service.tokens.senders()).length === 0) {
    const add = ownCommand(flags)('token', 'add', 'proxmox', '--provider', 'com.proxmox');
    say(`There is no token for senders yet, so every event is refused: ${add}`);
  }
  void service.keepHistory();
  await (plain && process.stdin.isTTY ? Promise.race([stopped, untilQuit(process.stdin)]) : stopped);
  await service.close();
}

async function checkFilter({ scoresDir }: Settings, filter: string): Promise<void> {
  const scores = await openScores(scoresDir);
  scores.close();
  checkQuery(filter, scores.book);
}
