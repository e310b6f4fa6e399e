import type { StoredEvent } from '../event.ts';
import { type SafeText, safeText } from '../safe-text.ts';
import type { Meaning } from '../score/score-book.ts';
import { FLAG } from '../store/event-table.ts';
import { localTime } from '../ui/format.ts';

/** An event with what its score makes of it, and what became of it as bits of {@link FLAG}. */
export interface ToldEvent {
  event: StoredEvent;
  meaning: Meaning;
  flags: number;
}

/** An event as a line of a log: the time of its receipt in UTC, level, source, what it is about, title. */
export function logLine({ event, meaning }: Omit<ToldEvent, 'flags'>): SafeText {
  return safeText(`${event.receivedAt} ${wordsOf(event, meaning)}`);
}

/** An event as a line for a person: its own time in the local zone, the same words, and what was done to it. */
export function plainLine({ event, meaning, flags }: ToldEvent): SafeText {
  const acked = (flags & FLAG.acked) === 0 ? '' : ' (acknowledged)';
  const dismissed = (flags & FLAG.dismissed) === 0 ? '' : ' (dismissed)';
  return safeText(`${localTime(event.time)} ${wordsOf(event, meaning)}${acked}${dismissed}`);
}

/** What an event says on a line: level, source, what it is about, title. */
export function wordsOf(event: StoredEvent, { level, label, source, title, group }: Meaning): string {
  const badge = label.toLowerCase() === level ? level : `${level} (${label})`;
  return `${badge} ${source} ${group?.subject ?? '-'} ${title ?? event.title}`;
}
