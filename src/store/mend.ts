import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { makePrivateDir, writeDurably, writeWhole } from './durable-file.ts';
import { type Scanned, segmentNumber } from './scan.ts';

/**
 * Keeps bytes of a segment aside that are no record, in `quarantine/` beside it; false where the disk takes nothing,
 * so that they must stay.
 */
export async function quarantine(
  segment: string,
  { bytes, offset }: Extract<Scanned, { kind: 'damaged' }>,
): Promise<boolean> {
  const dir = join(dirname(segment), 'quarantine');
  try {
    await makePrivateDir(dir);
    // The name says where the bytes were and what they are, so that the next start sets the same ones aside under the
    // same name, and others that come to lie there under another.
    const sum = crc32(bytes).toString(16).padStart(8, '0');
    await writeDurably(join(dir, `events-${segmentNumber(segment)}-at-${offset}-${sum}`), bytes);
    return true;
  } catch {
    return false;
  }
}

/**
 * Cuts what is no record off the end, and puts the line break where it is missing. False where the disk does
 * not let it: the history can still be read then, and what comes goes into another segment.
 */
export async function mendTail(path: string, end: number, unended: boolean): Promise<boolean> {
  const { size } = await stat(path);
  if (size === end && !unended) return true;
  try {
    const handle = await open(path, constants.O_RDWR);
    try {
      if (size > end) await handle.truncate(end);
      if (unended) await writeWhole(handle, Buffer.from('\n'), end);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return true;
  } catch {
    return false;
  }
}
