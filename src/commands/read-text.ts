import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { isatty } from 'node:tty';

/** A file's text, or the end of a sentence on why there is none. */
export type ReadText = { text: string } | { reason: string };

const REASONS: Record<string, string> = {
  ENOENT: 'is not there',
  ENOTDIR: 'is not there',
  ELOOP: 'is a symbolic link that leads back to itself',
  EACCES: 'cannot be read: permission denied',
  EPERM: 'cannot be read: permission denied',
  EISDIR: 'is a folder, not a file',
  ENXIO: 'is not a regular file',
  ENAMETOOLONG: 'is too long for a file name',
};

/**
 * Reads a regular file of UTF-8, or what is piped in where the path is `-`. Never waits for a writer, and never reads
 * more than it may.
 *
 * @param limit bytes that the text may have
 */
export async function readText(path: string, limit: number): Promise<ReadText> {
  if (path === '-') return readStdin(limit);
  let file: number | undefined;
  try {
    // Of a device opening alone may set something off.
    const before = unfit(statSync(path));
    if (before !== undefined) return { reason: before };
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    // What has the name now may be another file; and one that grows is read no further than it may be.
    const stats = fstatSync(file);
    const reason = unfit(stats);
    if (reason !== undefined) return { reason };
    return stats.size > limit ? tooLarge(limit) : decode(readUpTo(file, limit + 1), limit);
  } catch (error) {
    return { reason: reasonOf(error) };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Why the system did not let a file or folder be read. */
export function reasonOf(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? `cannot be read: ${message}`;
}

async function readStdin(limit: number): Promise<ReadText> {
  if (isatty(0)) return { reason: 'is the terminal: pipe a text into it' };
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of process.stdin) {
      chunks.push(chunk as Buffer);
      length += (chunk as Buffer).length;
      if (length > limit) break;
    }
  } catch (error) {
    return { reason: reasonOf(error) };
  }
  return decode(Buffer.concat(chunks), limit);
}

function unfit(stats: Stats): string | undefined {
  if (stats.isDirectory()) return 'is a folder, not a file';
  if (stats.isFIFO()) return 'is a pipe, not a file';
  return stats.isFile() ? undefined : 'is not a regular file';
}

function readUpTo(file: number, most: number): Buffer {
  const buffer = Buffer.allocUnsafe(most);
  let length = 0;
  while (length < most) {
    const read = readSync(file, buffer, length, most - length, null);
    if (read === 0) break;
    length += read;
  }
  return buffer.subarray(0, length);
}

function tooLarge(limit: number): ReadText {
  return { reason: `is larger than ${limit / 1024} KiB` };
}

function decode(bytes: Buffer, limit: number): ReadText {
  if (bytes.length > limit) return tooLarge(limit);
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16 || bytes.includes(0)) return { reason: 'is not UTF-8 text (UTF-16?): save it as UTF-8' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { reason: 'is not UTF-8 text: save it as UTF-8' };
  }
}
