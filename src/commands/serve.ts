import type { Settings } from '../config.ts';
import type { StoredEvent } from '../event.ts';
import { safeText } from '../safe-text.ts';
import type { ScoreBook } from '../score/score-book.ts';
import type { EventStore } from '../store/event-store.ts';
import { endOnCrash } from './crash.ts';
import { say, writeLineSoon } from './output.ts';
import { startService } from './start-service.ts';
import { untilStopped } from './until-stopped.ts';

/** The receiver alone: one line on stdout for each event, refusals and everything else on stderr. */
export async function serve(settings: Settings): Promise<void> {
  const stopped = untilStopped();
  endOnCrash(settings.dataDir, () => {});
  const service = await startService(settings, (error) => say(`fault while answering: ${String(error)}`));
  const { store, book, receiver, endpoint, loopbackOnly } = service;
  store.observe({
    entered: (slot, live) => {
      const event = live ? store.event(slot) : undefined;
      if (event) writeLineSoon(logLine(event, book));
    },
    leaving: () => {},
  });
  receiver.rejections.subscribe(({ time, address, status, reason, token }) => {
    say(`${time} refused ${status} ${address}${token ? ` (token ${token})` : ''}: ${reason}`);
  });
  say(`Listening on ${endpoint}${loopbackOnly ? ' (loopback only)' : ''}.`);
  if ((await service.tokens.list()).length === 0) {
    say(
      'There is no token yet, so every event is refused: tempo-tui token add proxmox --provider com.proxmox',
    );
  }
  void service.keepHistory().then(() => sayHistory(store, settings.dataDir));
  await stopped;
  await service.close();
}

function sayHistory({ table, problems, indexed }: EventStore, dataDir: string): void {
  if (indexed !== undefined) return;
  say(`${table.size} events in ${dataDir}.`);
  const damaged = problems.damaged + problems.torn;
  if (damaged > 0) say(`${damaged} damaged records were set aside in ${dataDir}/quarantine.`);
  if (problems.newer > 0) say(`${problems.newer} records are from a newer tempo-tui and are not read.`);
  if (problems.unread !== undefined) say(`A part of the history cannot be read: ${problems.unread}`);
}

function logLine(event: StoredEvent, book: ScoreBook): string {
  const { level, label, source, title, group } = book.interpret(event);
  const badge = label.toLowerCase() === level ? level : `${level} (${label})`;
  return safeText(`${event.receivedAt} ${badge} ${source} ${group?.subject ?? '-'} ${title ?? event.title}`);
}
