import type { Settings } from '../config.ts';
import type { StoredEvent } from '../event.ts';
import { safeText } from '../safe-text.ts';
import { ScoreBook } from '../score/score-book.ts';
import { endOnCrash } from './crash.ts';
import { say, writeLine } from './output.ts';
import { startService } from './start-service.ts';
import { untilStopped } from './until-stopped.ts';

/** The receiver alone: one line on stdout for each event, refusals and everything else on stderr. */
export async function serve(settings: Settings): Promise<void> {
  const stopped = untilStopped();
  endOnCrash(settings.dataDir, () => {});
  const book = new ScoreBook();
  const service = await startService(settings, (error) => say(`fault while answering: ${String(error)}`));
  const { store, receiver, endpoint, loopbackOnly } = service;
  const damaged = store.problems.damaged + store.problems.torn;
  if (damaged > 0) say(`${damaged} damaged records were set aside in ${settings.dataDir}/quarantine.`);
  if (store.problems.newer > 0)
    say(`${store.problems.newer} records are from a newer tempo-tui and are not read.`);
  store.subscribe((changes) => {
    for (const { event } of changes) writeLine(logLine(event, book));
  });
  receiver.rejections.subscribe(({ time, address, status, reason, token }) => {
    say(`${time} refused ${status} ${address}${token ? ` (token ${token})` : ''}: ${reason}`);
  });
  say(
    `Listening on ${endpoint}${loopbackOnly ? ' (loopback only)' : ''}, ${store.size} events in ${settings.dataDir}.`,
  );
  if ((await service.tokens.list()).length === 0) {
    say(
      'There is no token yet, so every event is refused: tempo-tui token add proxmox --provider com.proxmox',
    );
  }
  await stopped;
  await service.close();
}

function logLine(event: StoredEvent, book: ScoreBook): string {
  const { level, label, source, group } = book.interpret(event);
  const badge = label.toLowerCase() === level ? level : `${level} (${label})`;
  return safeText(`${event.receivedAt} ${badge} ${source} ${group?.subject ?? '-'} ${event.title}`);
}
