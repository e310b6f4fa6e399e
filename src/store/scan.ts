import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredEvent } from '../event.ts';
import type { FactsRow } from './facts-row.ts';
import { decodeRecord, nextRecordStart } from './record.ts';

const CHUNK = 128 * 1024;
/** Lines that are parsed together: less than a millisecond's worth, and some milliseconds when the code is cold. */
const LINES = 32;
const NEWLINE = 0x0a;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
/** A damaged line is searched for this many record starts; more means it is not worth the time. */
const MAX_STARTS = 256;

/** A stretch of a segment: a record, or bytes that are none. Offsets and lengths are in bytes. */
export type Scanned =
  | { kind: 'event'; event: StoredEvent; offset: number; length: number; ended: boolean }
  | { kind: 'newer'; version: number; offset: number; length: number; ended: boolean }
  | { kind: 'damaged'; bytes: Buffer; offset: number; length: number; ended: boolean };

/** A record of which the facts alone were read. */
export interface ScannedFacts<F = FactsRow> {
  kind: 'facts';
  facts: F;
  /** The record as it lies there, without its line break. */
  bytes: Buffer;
  offset: number;
  length: number;
}

/** What of a segment is read: from a place where a line begins, up to another; in bytes. */
export interface Range {
  from?: number;
  to?: number;
}

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

/**
 * Reads a segment from its beginning, or from a place where a line begins, changing nothing. What comes is a
 * millisecond's worth of records at a time; between two, the event loop is free only now and then.
 */
export async function* scanSegment(
  path: string,
  from = 0,
  to = Number.POSITIVE_INFINITY,
): AsyncGenerator<Scanned[]> {
  for await (const lines of readLines(path, from, to)) {
    const found: Scanned[] = [];
    for (const line of lines) scanLine(line, found);
    yield found;
  }
}

/**
 * The same, of each record the facts alone where they can be read from its line.
 *
 * @param source the segment's path, or the segment, opened; that stays open
 * @param readFacts undefined for a line that must be read whole
 */
export async function* scanFacts<F>(
  source: string | FileHandle,
  readFacts: (line: Buffer) => F | undefined,
  { from = 0, to = Number.POSITIVE_INFINITY }: Range = {},
): AsyncGenerator<(Scanned | ScannedFacts<F>)[]> {
  for await (const lines of readLines(source, from, to)) {
    const found: (Scanned | ScannedFacts<F>)[] = [];
    for (const line of lines) {
      const { bytes, offset } = line;
      const facts = line.ended ? readFacts(bytes) : undefined;
      if (facts === undefined) scanLine(line, found);
      else found.push({ kind: 'facts', facts, bytes, offset, length: bytes.length + 1 });
    }
    yield found;
  }
}

/** The end of a segment that holds at least so many lines: where it begins, in bytes. */
export async function tailStart(path: string, lines: number): Promise<number> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const chunk = Buffer.allocUnsafe(CHUNK);
    let left = lines + 1;
    for (let end = size; end > 0; end -= Math.min(end, CHUNK)) {
      const start = Math.max(0, end - CHUNK);
      const { bytesRead } = await file.read(chunk, 0, end - start, start);
      const bytes = chunk.subarray(0, bytesRead);
      for (
        let at = bytes.lastIndexOf(NEWLINE);
        at !== -1;
        at = at === 0 ? -1 : bytes.lastIndexOf(NEWLINE, at - 1)
      ) {
        left -= 1;
        if (left === 0) return start + at + 1;
      }
    }
    return 0;
  } finally {
    await file.close();
  }
}

interface Line {
  bytes: Buffer;
  offset: number;
  /** Whether a line break followed; only the last line of a file can lack one. */
  ended: boolean;
}

function scanLine<F>({ bytes, offset, ended }: Line, found: (Scanned | ScannedFacts<F>)[]): void {
  const length = bytes.length + (ended ? 1 : 0);
  if (bytes.length === 0) return;
  const decoded = decodeRecord(bytes);
  if (decoded.kind === 'event') found.push({ kind: 'event', event: decoded.event, offset, length, ended });
  else if (decoded.kind === 'newer') found.push({ ...decoded, offset, length, ended });
  else found.push(...salvage(bytes, offset, ended));
}

/**
 * Finds whole records inside a damaged line: two that lost the line break between them, or one behind
 * rubbish. The longest stretch that checks out wins, so that nothing nested in a record is taken for one.
 */
function* salvage(bytes: Buffer, offset: number, ended: boolean): Generator<Scanned> {
  const starts: number[] = [];
  for (let at = nextRecordStart(bytes, 0); at !== -1 && starts.length < MAX_STARTS; ) {
    starts.push(at);
    at = nextRecordStart(bytes, at + 1);
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

async function* readLines(source: string | FileHandle, from: number, to: number): AsyncGenerator<Line[]> {
  const file = typeof source === 'string' ? await open(source, 'r') : source;
  let next: ReturnType<typeof readChunk> | undefined;
  try {
    let pending: Buffer[] = [];
    let pendingStart = from;
    let position = from;
    next = readChunk(file, position, to);
    for (;;) {
      const { bytesRead, buffer } = await next;
      if (bytesRead === 0) break;
      // While these lines are parsed the next are read.
      next = readChunk(file, position + bytesRead, to);
      const chunk = buffer.subarray(0, bytesRead);
      const lines: Line[] = [];
      let start = position === 0 && chunk.subarray(0, 3).equals(BOM) ? BOM.length : 0;
      if (start > 0) pendingStart = start;
      for (let at = chunk.indexOf(NEWLINE, start); at !== -1; at = chunk.indexOf(NEWLINE, start)) {
        lines.push({ bytes: concat(pending, chunk.subarray(start, at)), offset: pendingStart, ended: true });
        pending = [];
        start = at + 1;
        pendingStart = position + start;
      }
      if (start < bytesRead) pending.push(chunk.subarray(start));
      position += bytesRead;
      for (let at = 0; at < lines.length; at += LINES) yield lines.slice(at, at + LINES);
    }
    if (pending.length > 0) yield [{ bytes: Buffer.concat(pending), offset: pendingStart, ended: false }];
  } finally {
    await next?.catch(() => {});
    if (typeof source === 'string') await file.close();
  }
}

function readChunk(file: FileHandle, position: number, to: number) {
  const room = Math.min(CHUNK, to - position);
  const reading = file.read(Buffer.allocUnsafe(room), 0, room, position);
  // It fails while nobody waits for it; whoever does is told then.
  reading.catch(() => {});
  return reading;
}

function concat(pending: Buffer[], last: Buffer): Buffer {
  return pending.length === 0 ? last : Buffer.concat([...pending, last]);
}
