import { closeSync, openSync, readSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredEvent } from '../event.ts';
import { decodeRecord, RECORD_START } from './record.ts';

const CHUNK = 1024 * 1024;
const NEWLINE = 0x0a;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
/** A damaged line is searched for this many record starts; more means it is not worth the time. */
const MAX_STARTS = 256;

/** A stretch of a segment: a record, or bytes that are none. Offsets and lengths are in bytes. */
export type Scanned =
  | { kind: 'event'; event: StoredEvent; offset: number; length: number; ended: boolean }
  | { kind: 'newer'; version: number; offset: number; length: number; ended: boolean }
  | { kind: 'damaged'; bytes: Buffer; offset: number; length: number; ended: boolean };

/** The files of an event log, oldest first, and entries that stand where a segment's name would be. */
export async function listSegments(dir: string): Promise<{ segments: string[]; foreign: string[] }> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const named = entries
    .filter((entry) => /^events-\d{6,}\.jsonl$/.test(entry.name))
    .sort((a, b) => segmentNumber(a.name) - segmentNumber(b.name));
  return {
    segments: named.filter((entry) => entry.isFile()).map((entry) => join(dir, entry.name)),
    foreign: named.filter((entry) => !entry.isFile()).map((entry) => join(dir, entry.name)),
  };
}

export function segmentNumber(path: string): number {
  return Number(/events-(\d+)\.jsonl$/.exec(path)?.[1] ?? 0);
}

export function segmentName(number: number): string {
  return `events-${String(number).padStart(6, '0')}.jsonl`;
}

/** Reads a segment from its beginning, changing nothing; memory use is one line and one chunk. */
export function* scanSegment(path: string): Generator<Scanned> {
  for (const line of readLines(path)) yield* scanLine(line);
}

/** Every stored event, the newest version of each alone, in the order of the log. Changes nothing on disk. */
export async function readEvents(dir: string): Promise<StoredEvent[]> {
  const newest = new Map<string, StoredEvent>();
  for (const path of (await listSegments(dir)).segments) {
    for (const found of scanSegment(path)) {
      if (found.kind !== 'event') continue;
      newest.delete(found.event.id);
      newest.set(found.event.id, found.event);
    }
  }
  return [...newest.values()];
}

interface Line {
  bytes: Buffer;
  offset: number;
  /** Whether a line break followed; only the last line of a file can lack one. */
  ended: boolean;
}

function* scanLine({ bytes, offset, ended }: Line): Generator<Scanned> {
  const length = bytes.length + (ended ? 1 : 0);
  if (bytes.length === 0) return;
  const decoded = decodeRecord(bytes);
  if (decoded.kind !== 'damaged') yield { ...decoded, offset, length, ended };
  else yield* salvage(bytes, offset, ended);
}

/**
 * Finds whole records inside a damaged line: two that lost the line break between them, or one behind
 * rubbish. The longest stretch that checks out wins, so that nothing nested in a record is taken for one.
 */
function* salvage(bytes: Buffer, offset: number, ended: boolean): Generator<Scanned> {
  const starts: number[] = [];
  for (let at = bytes.indexOf(RECORD_START); at !== -1 && starts.length < MAX_STARTS; ) {
    starts.push(at);
    at = bytes.indexOf(RECORD_START, at + 1);
  }
  const ends = [...starts.slice(1), bytes.length];
  let position = 0;
  for (const start of starts) {
    if (start < position) continue;
    for (const end of ends.filter((candidate) => candidate > start).reverse()) {
      const decoded = decodeRecord(bytes.subarray(start, end));
      if (decoded.kind !== 'event') continue;
      if (start > position) yield damaged(bytes.subarray(position, start), offset + position, true);
      const last = end === bytes.length;
      const length = end - start + (last && ended ? 1 : 0);
      yield { ...decoded, offset: offset + start, length, ended: !last || ended };
      position = end;
      break;
    }
  }
  if (position < bytes.length) yield damaged(bytes.subarray(position), offset + position, ended);
}

function damaged(bytes: Buffer, offset: number, ended: boolean): Scanned {
  return { kind: 'damaged', bytes, offset, length: bytes.length, ended };
}

function* readLines(path: string): Generator<Line> {
  const file = openSync(path, 'r');
  try {
    let pending: Buffer[] = [];
    let pendingStart = 0;
    let position = 0;
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK);
      const count = readSync(file, chunk, 0, CHUNK, position);
      if (count === 0) break;
      let from = position === 0 && chunk.subarray(0, 3).equals(BOM) ? BOM.length : 0;
      if (from > 0) pendingStart = from;
      for (
        let at = chunk.indexOf(NEWLINE, from);
        at !== -1 && at < count;
        at = chunk.indexOf(NEWLINE, from)
      ) {
        yield { bytes: concat(pending, chunk.subarray(from, at)), offset: pendingStart, ended: true };
        pending = [];
        from = at + 1;
        pendingStart = position + from;
      }
      if (from < count) pending.push(chunk.subarray(from, count));
      position += count;
    }
    if (pending.length > 0) yield { bytes: Buffer.concat(pending), offset: pendingStart, ended: false };
  } finally {
    closeSync(file);
  }
}

function concat(pending: Buffer[], last: Buffer): Buffer {
  return pending.length === 0 ? last : Buffer.concat([...pending, last]);
}
