import type { StoredEvent } from '../event.ts';
import { decodeRecord } from '../store/record.ts';
import { seqOf } from './seq-of.ts';
import { isStoredEvent } from './stored-event.ts';

/** The event of a line; undefined for what is none, or bears another `seq` than it begins with, whoever sent it. */
export function eventIn(line: Buffer): StoredEvent | undefined {
  const decoded = decodeRecord(line);
  if (decoded.kind !== 'event' || !isStoredEvent(decoded.event)) return undefined;
  return decoded.event.seq === seqOf(line) ? decoded.event : undefined;
}
