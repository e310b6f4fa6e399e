import { type FileHandle, open, rename, stat, unlink } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { segmentNumber } from './scan.ts';
import type { SegmentFacts } from './segment-facts.ts';

/** Changes with the format below, with what is read from a record, and with how a subject's identity is made. */
const FORMAT = 4;
/** The length of the head and the checksum of all that follows stand behind it, in four bytes each. */
const MAGIC = Buffer.from('tempo-tui segment index\n');
const HEAD_AT = MAGIC.length + 8;
/** How much is checked before others have their turn, in bytes: less than a millisecond. */
const SLICE = 1024 * 1024;

/** What an index is believed for. */
interface Head {
  format: number;
  fingerprint: string;
  size: string;
  mtime: string;
  count: number;
  subjects: number;
  providers: string[];
}

/** Memory that indexes are read into one after the other. */
export interface Scratch {
  buffer: Buffer;
}

/** Where the index of a segment lies. */
export function indexPath(segment: string): string {
  return segment.replace(/\.jsonl$/, '.index');
}

/**
 * Writes the index of a segment beside it, unless the segment holds more or less than the records of the facts. It can
 * be made again at any time, so that nothing waits for the disk.
 *
 * @param bytes of those records
 */
export async function writeSegmentIndex(
  segment: string,
  fingerprint: string,
  facts: SegmentFacts,
  bytes: number,
): Promise<void> {
  const { size, mtime } = await identity(segment);
  if (size !== String(bytes)) return;
  const { count, providers } = facts;
  const head: Head = {
    format: FORMAT,
    fingerprint,
    size,
    mtime,
    count,
    subjects: facts.subjects.count,
    providers,
  };
  const text = Buffer.from(JSON.stringify(head));
  const padded = Buffer.alloc(Math.ceil(text.length / 8) * 8, ' ');
  text.copy(padded);
  const parts = [padded, ...columnsOf(facts)];
  const start = Buffer.alloc(HEAD_AT);
  MAGIC.copy(start);
  start.writeUInt32LE(padded.length, MAGIC.length);
  start.writeUInt32LE(await checksum(parts), MAGIC.length + 4);
  const path = indexPath(segment);
  const temporary = `${path}.tmp`;
  const file = await open(temporary, 'w', 0o600);
  try {
    for (const part of [start, ...parts]) await file.writeFile(part);
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  // The segment may have been written anew or have gone meanwhile.
  const now = await identity(segment).catch(() => undefined);
  if (now?.size !== size || now.mtime !== mtime) await removeSegmentIndex(segment);
}

/**
 * The index of a segment; undefined where there is none that fits the segment and the scores of today.
 *
 * @param scratch what is returned lies in it, until the next index is read into it
 */
export async function readSegmentIndex(
  segment: string,
  fingerprint: string,
  scratch: Scratch,
): Promise<SegmentFacts | undefined> {
  try {
    const bytes = await readInto(scratch, indexPath(segment));
    if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
    const content = bytes.subarray(HEAD_AT);
    if ((await checksum([content])) !== bytes.readUInt32LE(MAGIC.length + 4)) return undefined;
    const headLength = bytes.readUInt32LE(MAGIC.length);
    const head = JSON.parse(content.toString('utf8', 0, headLength)) as Head;
    if (head.format !== FORMAT || head.fingerprint !== fingerprint) return undefined;
    const { size, mtime } = await identity(segment);
    if (head.size !== size || head.mtime !== mtime) return undefined;
    return factsIn(content.subarray(headLength), head);
  } catch {
    return undefined;
  }
}

/** A segment is about to change or to go. */
export async function removeSegmentIndex(segment: string): Promise<void> {
  await unlink(indexPath(segment)).catch(() => {});
}

async function identity(segment: string): Promise<{ size: string; mtime: string }> {
  const { size, mtimeNs } = await stat(segment, { bigint: true });
  return { size: String(size), mtime: `${segmentNumber(segment)} ${mtimeNs}` };
}

async function readInto(scratch: Scratch, path: string): Promise<Buffer> {
  const file: FileHandle = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (scratch.buffer.length < size) scratch.buffer = Buffer.allocUnsafeSlow(size);
    let length = 0;
    while (length < size) {
      const { bytesRead } = await file.read(scratch.buffer, length, size - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return scratch.buffer.subarray(0, length);
  } finally {
    await file.close();
  }
}

async function checksum(parts: readonly Buffer[]): Promise<number> {
  let sum = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += SLICE) {
      sum = crc32(part.subarray(at, at + SLICE), sum);
      if (part.length > SLICE) await nextTurn();
    }
  }
  return sum;
}

/** In the order of their width, so that every column begins where its type may. */
function columnsOf(facts: SegmentFacts): Buffer[] {
  const { count, subjects } = facts;
  const ofEvents = [facts.time, facts.seq];
  const others = [facts.offset, facts.length, facts.received, facts.subject, facts.idHash, facts.provider];
  const narrow = [facts.level, facts.role, facts.special];
  return [
    subjects.cut.subarray(0, subjects.count),
    ...ofEvents.map((column) => column.subarray(0, count)),
    subjects.high.subarray(0, subjects.count),
    subjects.low.subarray(0, subjects.count),
    ...others.map((column) => column.subarray(0, count)),
    ...narrow.map((column) => column.subarray(0, count)),
  ].map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength));
}

function factsIn({ buffer, byteOffset }: Buffer, { count, subjects, providers }: Head): SegmentFacts {
  let at = byteOffset;
  const next = (bytes: number): number => {
    const from = at;
    at += bytes;
    return from;
  };
  const cut = new Float64Array(buffer, next(8 * subjects), subjects);
  const time = new Float64Array(buffer, next(8 * count), count);
  const seq = new Float64Array(buffer, next(8 * count), count);
  const high = new Uint32Array(buffer, next(4 * subjects), subjects);
  const low = new Uint32Array(buffer, next(4 * subjects), subjects);
  return {
    count,
    time,
    seq,
    offset: new Uint32Array(buffer, next(4 * count), count),
    length: new Uint32Array(buffer, next(4 * count), count),
    received: new Uint32Array(buffer, next(4 * count), count),
    subject: new Uint32Array(buffer, next(4 * count), count),
    idHash: new Uint32Array(buffer, next(4 * count), count),
    provider: new Uint32Array(buffer, next(4 * count), count),
    level: new Uint8Array(buffer, next(count), count),
    role: new Uint8Array(buffer, next(count), count),
    special: new Uint8Array(buffer, next(count), count),
    subjects: { count: subjects, cut, high, low },
    providers,
  };
}
