import { crc32 } from 'node:zlib';
import type { StoredEvent } from '../event.ts';
import type { Facts } from './event-table.ts';
import { msOfIso } from './iso-time.ts';
import type { Marks } from './marker.ts';

/** The facts of an event as the index of a segment has them. */
export interface FactsRow extends Facts {
  /** CRC-32 of the id. */
  idHash: number;
  /** It must be read whole: it has an `externalID`, or something became of it as it arrived. */
  special: boolean;
}

export function rowOf(event: StoredEvent, marks: Marks): FactsRow {
  return {
    time: event.time,
    seq: event.seq,
    received: receivedSeconds(event),
    provider: event.providerIdentifier,
    level: marks.level,
    subject: marks.subject,
    role: marks.role,
    idHash: crc32(event.id),
    special: event.externalID !== undefined || event.triage !== undefined,
  };
}

/** When an event was received, in whole seconds since the epoch. */
export function receivedSeconds({ receivedAt }: Pick<StoredEvent, 'receivedAt'>): number {
  const ms = msOfIso(receivedAt) ?? Date.parse(receivedAt);
  return Math.max(0, Math.floor(ms / 1000)) || 0;
}
