import type { Settings } from '../config.ts';
import type { StoredEvent } from '../event.ts';
import { safeText } from '../safe-text.ts';
import type { ScoreBook } from '../score/score-book.ts';
import { endOnCrash } from './crash.ts';
import { Journal } from './journal.ts';
import { say, writeLineSoon } from './output.ts';
import { startService } from './start-service.ts';
import { untilStopped } from './until-stopped.ts';

/** The receiver alone: one line on stdout for each event, refusals and everything else on stderr. */
export async function serve(settings: Settings): Promise<void> {
  const stopped = untilStopped();
  endOnCrash(settings.dataDir, () => {});
  const journal = new Journal();
  journal.subscribe(({ text }) => say(text));
  const service = await startService(settings, journal);
  const { store, book, receiver } = service;
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
  if ((await service.tokens.list()).length === 0) {
    say(
      'There is no token yet, so every event is refused: tempo-tui token add proxmox --provider com.proxmox',
    );
  }
  void service.keepHistory();
  await stopped;
  await service.close();
}

function logLine(event: StoredEvent, book: ScoreBook): string {
  const { level, label, source, title, group } = book.interpret(event);
  const badge = label.toLowerCase() === level ? level : `${level} (${label})`;
  return safeText(`${event.receivedAt} ${badge} ${source} ${group?.subject ?? '-'} ${title ?? event.title}`);
}
