import { type FileHandle, open } from 'node:fs/promises';
import type { StoredEvent } from '../event.ts';
import type { FactsRow } from './facts-row.ts';
import { decodeRecord } from './record.ts';
import { scanFacts, segmentNumber } from './scan.ts';

const NEWLINE = 0x0a;

/** A record as a reader finds it: its facts, where it bears them, and its bytes; or else its event. */
export type LogRecord<F = FactsRow> = { facts: F; bytes: Buffer } | { facts?: undefined; event: StoredEvent };

/** A record, and where it lies in its segment, in bytes. */
export type LyingRecord<F = FactsRow> = LogRecord<F> & { offset: number; length: number };

/** The facts of a line that is sound and bears them; undefined for one that must be read whole. */
export type FactsReader<F = FactsRow> = (line: Buffer) => F | undefined;

/** How far a reader has come in a log. */
export interface LogPlace {
  segment: number;
  /** Which file that is: another may take its name. */
  file: number;
  /** In bytes. */
  offset: number;
  /** The largest that was read in the segment. */
  seq: number;
}

/** The place before everything. */
export function logStart(): LogPlace {
  return { segment: 0, file: 0, offset: 0, seq: 0 };
}

/** The event of a record; undefined where it turns out to be none. */
export function eventIn(record: LogRecord<unknown>): StoredEvent | undefined {
  if ('event' in record) return record.event;
  const decoded = decodeRecord(record.bytes);
  return decoded.kind === 'event' ? decoded.event : undefined;
}

/**
 * The records of a segment that have not been read, in their order, without owning the log: half a line at its end is
 * left for later, and a segment that was written anew is read again, but for what was read before. One that is gone
 * holds nothing.
 *
 * @param place is moved along
 * @param stopsAt whether to stop before the record of a `seq`
 */
export async function* recordsAfter<F extends { seq: number } = FactsRow>(
  path: string,
  place: LogPlace,
  factsOf: FactsReader<F>,
  stopsAt: (seq: number) => boolean = () => false,
): AsyncGenerator<LyingRecord<F>[]> {
  const file = await openIfThere(path);
  if (!file) return;
  try {
    const known = await enter(file, segmentNumber(path), place);
    for await (const batch of scanFacts(file, factsOf, { from: place.offset })) {
      const records: LyingRecord<F>[] = [];
      for (const found of batch) {
        if (found.kind === 'facts' || found.kind === 'event') {
          const { seq } = found.kind === 'facts' ? found.facts : found.event;
          if (stopsAt(seq)) return yield records;
          if (seq > known) records.push(found);
          place.seq = Math.max(place.seq, seq);
        } else if (!found.ended) return yield records;
        place.offset = found.offset + found.length;
      }
      yield records;
    }
  } finally {
    await file.close();
  }
}

/** Opens a file; undefined where it is gone. */
export async function openIfThere(path: string): Promise<FileHandle | undefined> {
  return open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

/** Goes to where reading begins; returns the `seq` up to which what lies there has been read before. */
async function enter(file: FileHandle, segment: number, place: LogPlace): Promise<number> {
  const { ino } = await file.stat();
  const isSame = segment === place.segment && ino === place.file;
  if (isSame && (await endsLineAt(file, place.offset))) return 0;
  const seq = segment === place.segment ? place.seq : 0;
  Object.assign(place, { segment, file: ino, offset: 0, seq });
  return seq;
}

/** Whether a line ends at a place: where a write failed, what was there is cut off and written over. */
async function endsLineAt(file: FileHandle, offset: number): Promise<boolean> {
  if (offset === 0) return true;
  const { bytesRead, buffer } = await file.read(Buffer.alloc(1), 0, 1, offset - 1);
  return bytesRead === 1 && buffer[0] === NEWLINE;
}
