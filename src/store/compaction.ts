import { renameSync } from 'node:fs';
import { open, readdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { StoredEvent } from '../event.ts';
import { syncDirectory, writeWhole } from './durable-file.ts';
import type { Place } from './event-table.ts';
import { quarantine } from './mend.ts';
import { decodeRecord } from './record.ts';
import { scanSegment, segmentNumber } from './scan.ts';
import { removeSegmentIndex } from './segment-index.ts';

const SUFFIX = '.compact';

/** Whether the record of an event at an offset is of no use any more. */
export type IsGone = (offset: number) => boolean;

/** Where a record was in a segment, and where it is now. */
export interface Moved {
  from: number;
  place: Place;
}

/**
 * Writes a segment anew without the records that are known to be of no use, the others in the version of today. What
 * is not known stays: a record that could not be read once may be read again. Records of a newer version stay as they
 * are; damaged stretches do not come along, once they are in quarantine. At every moment there is either the whole old
 * segment or the whole new one: the new one is written beside it, synced and read back before it takes the name.
 *
 * @param isGone whether the event of a record at an offset was given up, or is an older version of another
 * @param encode writes an event as a record of today
 * @param moved called in the very step in which the new segment takes the old one's place
 * @throws Error when the new segment cannot be written or does not read back as it should; the old one stands then.
 */
export async function compactSegment(
  path: string,
  isGone: IsGone,
  encode: (event: StoredEvent) => Buffer,
  moved: (records: readonly Moved[]) => void,
): Promise<void> {
  const temporary = `${path}${SUFFIX}`;
  try {
    const { records, count } = await writeKept(path, temporary, isGone, encode);
    if (count === 0) {
      await unlink(temporary);
      await removeSegmentIndex(path);
      await unlink(path);
      moved([]);
    } else {
      await verify(temporary, records, count);
      await removeSegmentIndex(path);
      renameSync(temporary, path);
      moved(records);
    }
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
  await syncDirectory(dirname(path));
}

/** Removes what a compaction left behind that did not come to its end, and indexes of segments that are gone. */
export async function removeLeftovers(dir: string): Promise<void> {
  const names = await readdir(dir);
  for (const name of names) {
    const index = /^(events-\d+)\.index(\.tmp)?$/.exec(name);
    const orphan = index && (index[2] !== undefined || !names.includes(`${index[1]}.jsonl`));
    if (orphan || /^events-\d+\.jsonl\.compact$/.test(name)) await unlink(join(dir, name));
  }
}

async function writeKept(
  path: string,
  temporary: string,
  isGone: IsGone,
  encode: (event: StoredEvent) => Buffer,
) {
  const segment = segmentNumber(path);
  const records: Moved[] = [];
  let count = 0;
  let end = 0;
  const target = await open(temporary, 'w', 0o600);
  const source = await open(path, 'r').catch(async (error: Error) => {
    await target.close();
    throw error;
  });
  try {
    for await (const batch of scanSegment(path)) {
      const kept: Buffer[] = [];
      for (const found of batch) {
        if (found.kind === 'damaged' && (await quarantine(path, found))) continue;
        if (found.kind === 'damaged') throw new Error(`A damaged part of ${path} cannot be set aside.`);
        if (found.kind === 'event' && isGone(found.offset)) continue;
        const bytes = found.kind === 'event' ? encode(found.event) : await readLine(source, found);
        if (found.kind === 'event' && !saysTheSame(bytes, found.event)) throw new UnlikeOriginal(path);
        if (found.kind === 'event') {
          records.push({ from: found.offset, place: { segment, offset: end, length: bytes.length } });
        }
        kept.push(bytes);
        count += 1;
        end += bytes.length;
      }
      const together = Buffer.concat(kept);
      await writeWhole(target, together, end - together.length);
    }
    await target.sync();
  } finally {
    await source.close();
    await target.close();
  }
  return { records, count };
}

/** Whether a record, perhaps of another version than that it was made from, gives the event back as it was. */
function saysTheSame(record: Buffer, event: StoredEvent): boolean {
  const decoded = decodeRecord(record.subarray(0, -1));
  return decoded.kind === 'event' && isDeepStrictEqual(decoded.event, event);
}

class UnlikeOriginal extends Error {
  constructor(path: string) {
    super(`${path} does not read back as it was written.`);
  }
}

async function readLine(
  source: Awaited<ReturnType<typeof open>>,
  { offset, length, ended }: { offset: number; length: number; ended: boolean },
): Promise<Buffer> {
  const bytes = Buffer.alloc(length + (ended ? 0 : 1), '\n');
  await source.read(bytes, 0, length, offset);
  return bytes;
}

async function verify(path: string, records: readonly Moved[], count: number): Promise<void> {
  const offsets = new Set(records.map(({ place }) => place.offset));
  let read = 0;
  for await (const batch of scanSegment(path)) {
    for (const found of batch) {
      if (found.kind === 'damaged' || (found.kind === 'event' && !offsets.delete(found.offset)))
        throw new UnlikeOriginal(path);
      read += 1;
    }
  }
  if (read !== count || offsets.size > 0) throw new UnlikeOriginal(path);
}
