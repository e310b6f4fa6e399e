import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Adapter } from 'lowdb';
import type { StoredEvent } from '../event.ts';
import { makePrivateDir, syncDirectory, writeDurably, writeWhole } from './durable-file.ts';
import { encodeRecord } from './record.ts';
import { listSegments, type Scanned, scanSegment, segmentName, segmentNumber } from './scan.ts';

const DEFAULT_SEGMENT_BYTES = 64 * 1024 * 1024;

/** What opening a log found amiss. Counts are of stretches, which are records unless bytes ran together. */
export interface LogProblems {
  damaged: number;
  torn: number;
  /** Records of a version this program does not know; they stay where they are. */
  newer: number;
  /** Paths that stand in a segment's place and are no files. */
  foreign: string[];
}

/**
 * lowdb's adapter over an append-only log of JSON lines in segments (`events-000001.jsonl`, …).
 *
 * `write(events)` takes the events to add: it returns when they are appended and `fdatasync` has returned,
 * and throws with the log as it was otherwise. History is never rewritten to add to it. One process at a
 * time may use a directory: see {@link ownDataDir}.
 */
export class EventLog implements Adapter<StoredEvent[]> {
  readonly problems: LogProblems = { damaged: 0, torn: 0, newer: 0, foreign: [] };
  readonly #dir: string;
  readonly #segmentBytes: number;
  #segment = 0;
  #handle: FileHandle | undefined;
  /** End of the last record known to be whole and synced, in bytes. */
  #end = 0;
  /** The current segment may not be appended to: a sync failed on it, or a newer version wrote it. */
  #closed = true;

  constructor(dir: string, segmentBytes = DEFAULT_SEGMENT_BYTES) {
    this.#dir = dir;
    this.#segmentBytes = segmentBytes;
  }

  /** Reads the history, oldest first, setting aside in `quarantine/` what cannot be read. */
  async read(): Promise<StoredEvent[]> {
    await makePrivateDir(this.#dir);
    const { segments, foreign } = await listSegments(this.#dir);
    this.problems.foreign = foreign;
    const events: StoredEvent[] = [];
    for (const path of segments) {
      const last = path === segments.at(-1);
      const { end, unended, newer } = await this.#readSegment(path, last, events);
      if (!last) continue;
      this.#segment = segmentNumber(path);
      this.#end = end;
      this.#closed = newer;
      if (!newer) await this.#mendTail(path, end, unended);
    }
    for (const path of foreign) {
      if (segmentNumber(path) > this.#segment) {
        this.#segment = segmentNumber(path);
        this.#closed = true;
      }
    }
    return events;
  }

  async write(events: StoredEvent[]): Promise<void> {
    if (events.length === 0) return;
    const bytes = Buffer.concat(events.map(encodeRecord));
    const handle = await this.#handleFor(bytes.length);
    try {
      await writeWhole(handle, bytes, this.#end);
      await handle.datasync();
    } catch (error) {
      await this.#retreat(handle);
      throw error;
    }
    this.#end += bytes.length;
  }

  async close(): Promise<void> {
    await this.#handle?.close();
    this.#handle = undefined;
  }

  async #readSegment(path: string, last: boolean, events: StoredEvent[]) {
    let end = 0;
    let unended = false;
    let newer = false;
    for (const found of scanSegment(path)) {
      if (found.kind === 'damaged') {
        const torn = last && !found.ended;
        this.problems[torn ? 'torn' : 'damaged'] += 1;
        await this.#quarantine(path, found);
        if (torn) continue;
      } else if (found.kind === 'newer') {
        newer = true;
        this.problems.newer += 1;
      } else {
        events.push(found.event);
      }
      end = found.offset + found.length;
      unended = !found.ended;
    }
    return { end, unended, newer };
  }

  async #quarantine(path: string, { bytes, offset }: Extract<Scanned, { kind: 'damaged' }>): Promise<void> {
    const dir = join(this.#dir, 'quarantine');
    await makePrivateDir(dir);
    // The name says where the bytes were, so that the next start sets the same ones aside under the same name.
    await writeDurably(join(dir, `events-${segmentNumber(path)}-at-${offset}`), bytes);
  }

  async #mendTail(path: string, end: number, unended: boolean): Promise<void> {
    const handle = await open(path, constants.O_RDWR);
    try {
      const { size } = await handle.stat();
      if (size > end) await handle.truncate(end);
      if (unended) {
        await writeWhole(handle, Buffer.from('\n'), end);
        this.#end += 1;
      }
      if (size !== this.#end) await handle.sync();
    } finally {
      await handle.close();
    }
  }

  async #handleFor(bytes: number): Promise<FileHandle> {
    const full = this.#end > 0 && this.#end + bytes > this.#segmentBytes;
    if (this.#closed || full) {
      await this.close();
      this.#handle = await this.#startSegment(this.#segment + 1);
      this.#segment += 1;
      this.#end = 0;
      this.#closed = false;
    }
    this.#handle ??= await open(join(this.#dir, segmentName(this.#segment)), constants.O_RDWR);
    return this.#handle;
  }

  async #startSegment(number: number): Promise<FileHandle> {
    // Not O_EXCL: a start that failed between here and the directory's sync leaves an empty file behind.
    const flags = constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC;
    const handle = await open(join(this.#dir, segmentName(number)), flags, 0o600);
    try {
      await syncDirectory(this.#dir);
    } catch (error) {
      await handle.close();
      throw error;
    }
    return handle;
  }

  /**
   * Takes back a write that failed. After a failed sync the kernel may have dropped the pages and called them
   * clean, so the segment is not trusted again: the next write starts another.
   */
  async #retreat(handle: FileHandle): Promise<void> {
    this.#closed = true;
    this.#handle = undefined;
    await handle.truncate(this.#end).catch(() => {});
    await handle.close().catch(() => {});
  }
}
