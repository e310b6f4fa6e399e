import type { StoredEvent } from '../event.ts';

const DAY = 'YYYY-MM-DD'.length;
const LENGTH = 'YYYY-MM-DDTHH:MM:SS.mmmZ'.length;
const ZERO = 0x30;

/** The day that was asked for last: what is stored together was received together. */
let day = '';
let daySeconds = 0;

/** When an event was received, in whole seconds since the epoch. */
export function receivedSeconds({ receivedAt }: Pick<StoredEvent, 'receivedAt'>): number {
  if (day === '' || receivedAt.length !== LENGTH || !receivedAt.startsWith(day)) return parsed(receivedAt);
  const seconds = two(receivedAt, 11) * 3600 + two(receivedAt, 14) * 60 + two(receivedAt, 17);
  return daySeconds + seconds;
}

function parsed(receivedAt: string): number {
  const seconds = Math.max(0, Math.floor(Date.parse(receivedAt) / 1000)) || 0;
  // A text as `toISOString` makes it, in which every digit is where it is looked for.
  if (seconds > 0 && receivedAt === new Date(Date.parse(receivedAt)).toISOString()) {
    day = receivedAt.slice(0, DAY);
    daySeconds = Math.floor(seconds / 86_400) * 86_400;
  }
  return seconds;
}

function two(text: string, at: number): number {
  return (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;
}
