import { constants } from 'node:fs';
import { type FileHandle, open, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Adapter } from 'lowdb';
import type { StoredEvent } from '../event.ts';
import { makePrivateDir, syncDirectory, writeWhole } from './durable-file.ts';
import type { Place } from './event-table.ts';
import { type LogProblems, LogReader, type OlderRecord, type Recorded, type Stretch } from './log-reader.ts';
import type { Marker } from './marker.ts';
import { listSegments, segmentName, segmentNumber, tailStart } from './scan.ts';

/**
 * A segment is not written to beyond this, in bytes. The last one has no index and is read at each start: a larger one
 * would make that longer. There may be larger ones from before.
 */
export const SEGMENT_BYTES = 16 * 1024 * 1024;
/** Records read when the log is opened: enough for the tallest screen. */
const TAIL_RECORDS = 200;
/** What is written to see whether the disk has room again, in bytes. */
const PROBE_BYTES = 64 * 1024;

/**
 * lowdb's adapter over an append-only log of JSON lines in segments (`events-000001.jsonl`, …).
 *
 * `read()` brings the newest events alone, so that it costs the same however long the history is; the rest comes
 * from {@link readOlder}. `write(events)` takes the events to add: it returns when they are appended and `fdatasync`
 * has returned, and throws with the log as it was otherwise. History is never rewritten to add to it. One process
 * at a time may use a directory: see {@link ownDataDir}.
 */
export class EventLog implements Adapter<StoredEvent[]> {
  /** Where the events of the last `read` or `write` lie, in their order. */
  places: Place[] = [];
  /** The records of the last `write`, with their line breaks. */
  records: readonly Buffer[] = [];
  /** Bytes of history that `read` left. */
  olderBytes = 0;
  readonly #reader = new LogReader();
  readonly #dir: string;
  readonly #encode: (event: StoredEvent) => Buffer;
  readonly #segmentBytes: number;
  #older: Stretch[] = [];
  #segment = 0;
  #handle: FileHandle | undefined;
  /** End of the last record known to be whole and synced, in bytes. */
  #end = 0;
  /** The current segment may not be appended to: a sync failed on it, or a newer version wrote it. */
  #closed = true;
  /** The current segment was made by this process and holds no record. */
  #ownsEmpty = false;

  /** @param encode writes an event as a record */
  constructor(dir: string, encode: (event: StoredEvent) => Buffer, segmentBytes = SEGMENT_BYTES) {
    this.#dir = dir;
    this.#encode = encode;
    this.#segmentBytes = segmentBytes;
  }

  get problems(): LogProblems {
    return this.#reader.problems;
  }

  /** The segment that is appended to; those of a smaller number change no more. */
  get segment(): number {
    return this.#segment;
  }

  /** Reads the newest events, oldest first, and mends the end of the log. */
  async read(): Promise<StoredEvent[]> {
    await makePrivateDir(this.#dir);
    const { segments, foreign } = await listSegments(this.#dir);
    this.problems.foreign = foreign;
    let tail: Recorded[] = [];
    const sizes = await Promise.all(segments.map(async (path) => (await stat(path)).size));
    this.#older = segments.map((path, at) => ({ path, to: sizes[at]!, whole: at < segments.length - 1 }));
    for (const path of segments.toReversed()) {
      const from = await tailStart(path, TAIL_RECORDS - tail.length);
      const last = path === segments.at(-1);
      const read = await this.#reader.readToEnd(path, from);
      tail = [...read.events, ...tail];
      this.#older[segments.indexOf(path)] = { path, to: from, whole: false };
      if (last) {
        this.#segment = segmentNumber(path);
        this.#end = read.end;
        this.#closed = read.closed;
      }
      if (tail.length >= TAIL_RECORDS) break;
    }
    this.#older = this.#older.filter(({ to }) => to > 0);
    this.olderBytes = this.#older.reduce((sum, { to }) => sum + to, 0);
    for (const path of foreign) {
      if (segmentNumber(path) > this.#segment) {
        this.#segment = segmentNumber(path);
        this.#closed = true;
      }
    }
    this.places = tail.map(({ place }) => place);
    return tail.map(({ event }) => event);
  }

  /** What `read` did not read, oldest first; each is to be read once. */
  takeOlder(): Stretch[] {
    const stretches = this.#older;
    this.#older = [];
    return stretches;
  }

  /** Reads a stretch, a few milliseconds' worth at a time. */
  readOlder(stretch: Stretch, marker: Marker): AsyncGenerator<OlderRecord[]> {
    return this.#reader.readOlder(stretch, marker);
  }

  async write(events: StoredEvent[]): Promise<void> {
    if (events.length === 0) return;
    const records = events.map(this.#encode);
    const bytes = Buffer.concat(records);
    const handle = await this.#handleFor(bytes.length);
    await this.#append(handle, bytes);
    let offset = this.#end;
    this.places = records.map(({ length }) => {
      offset += length;
      return { segment: this.#segment, offset: offset - length, length };
    });
    this.#end = offset;
    this.records = records;
  }

  /**
   * Finds out whether the disk takes writes again, beside the log, which a crash meanwhile must not harm.
   *
   * @throws Error from the file system when it does not.
   */
  async probe(): Promise<void> {
    const path = join(this.#dir, 'room-probe.tmp');
    const handle = await open(path, 'w', 0o600);
    try {
      await writeWhole(handle, Buffer.alloc(PROBE_BYTES), 0);
      await handle.datasync();
    } finally {
      await handle.close();
      await unlink(path);
    }
  }

  /** Ends the current segment: the next write starts another. */
  rotate(): void {
    if (this.#end > 0) this.#closed = true;
  }

  async close(): Promise<void> {
    await this.#handle?.close();
    this.#handle = undefined;
  }

  async #handleFor(bytes: number): Promise<FileHandle> {
    const full = this.#end > 0 && this.#end + bytes > this.#segmentBytes;
    if (this.#closed || full) await this.#nextSegment();
    this.#handle ??= await open(join(this.#dir, segmentName(this.#segment)), constants.O_RDWR);
    return this.#handle;
  }

  async #nextSegment(): Promise<void> {
    await this.close();
    this.#closed = true;
    // A number is used again while nothing is in its segment: a disk that stays full would litter them.
    const number = this.#end === 0 && this.#ownsEmpty ? this.#segment : this.#segment + 1;
    const path = join(this.#dir, segmentName(number));
    if (number === this.#segment) await unlink(path).catch(ignoreMissing);
    this.#handle = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC, 0o600);
    this.#segment = number;
    this.#end = 0;
    this.#ownsEmpty = true;
    await syncDirectory(this.#dir);
    this.#closed = false;
  }

  /**
   * A write that fails is taken back. After a failed sync the kernel may have dropped the pages and called them
   * clean, so the segment is not trusted again, nor is one that could not be cut: the next write starts another.
   */
  async #append(handle: FileHandle, bytes: Buffer): Promise<void> {
    let synced = true;
    try {
      await writeWhole(handle, bytes, this.#end);
      synced = false;
      await handle.datasync();
      this.#ownsEmpty = false;
    } catch (error) {
      await handle.truncate(this.#end).catch(() => {
        synced = false;
      });
      if (!synced) this.#closed = true;
      throw error;
    }
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
