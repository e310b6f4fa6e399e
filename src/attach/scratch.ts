import { randomUUID } from 'node:crypto';
import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Place } from '../store/event-table.ts';
import type { SegmentFiles } from '../store/segment-files.ts';

/** A file is not written to beyond this, in bytes. */
const FILE_BYTES = 64 * 1024 * 1024;
/** All of it is no more than this, whatever a receiver tells. */
export const MOST_KEPT: Kept = { records: 2_000_000, bytes: 4 * 1024 * 1024 * 1024 };
const NEWLINE = Buffer.from('\n');

interface Kept {
  records: number;
  bytes: number;
}

/** There is no room for a record. */
export class NoRoomError extends Error {}
/** All that may be kept is kept. */
export class FullError extends NoRoomError {}

/**
 * Where a viewer keeps the records that a receiver on another machine told it, for as long as it runs: in files of its
 * own in the temporary folder, as memory has no room for the texts of a whole history. They have no name, so that nobody
 * else opens them, and they are gone with the process, however it ends.
 */
export class Scratch {
  /** For who reads them; they are closed here. */
  readonly files: SegmentFiles = {
    file: (segment) => this.#files.get(segment)!.file,
    forget() {},
    close() {},
  };
  #segment = 0;
  #end = 0;
  /** What is in each file. */
  readonly #files = new Map<number, Kept & { file: number }>();
  readonly #kept: Kept = { records: 0, bytes: 0 };
  readonly #most: Kept;

  constructor(most: Kept = MOST_KEPT) {
    this.#most = most;
  }

  /**
   * Writes a record; returns where it lies.
   *
   * @param share of all the room that may be taken by then
   * @throws NoRoomError
   */
  add(line: Buffer, share = 1): Place {
    const bytes = Buffer.concat([line, NEWLINE]);
    const isFull =
      this.#kept.records >= this.#most.records * share ||
      this.#kept.bytes + bytes.length > this.#most.bytes * share;
    if (isFull) throw new FullError(fullText(this.#most));
    const file = this.#fileToWrite();
    this.#write(file, bytes);
    const place = { segment: this.#segment, offset: this.#end, length: bytes.length };
    this.#end += bytes.length;
    for (const each of [this.#kept, this.#files.get(this.#segment)!]) {
      each.records += 1;
      each.bytes += bytes.length;
    }
    return place;
  }

  #write(file: number, bytes: Buffer): void {
    try {
      // What a full disk took of another record stands where the file ends.
      for (let at = 0; at < bytes.length; )
        at += writeSync(file, bytes, at, bytes.length - at, this.#end + at);
    } catch (error) {
      throw new NoRoomError(`${tmpdir()} takes no more: ${(error as Error).message}`);
    }
  }

  /** Gives back the files in which nothing lies any more. */
  keepOnly(used: ReadonlySet<number>): void {
    for (const [segment, { file, records, bytes }] of this.#files) {
      if (used.has(segment)) continue;
      closeSync(file);
      this.#files.delete(segment);
      this.#kept.records -= records;
      this.#kept.bytes -= bytes;
    }
  }

  close(): void {
    for (const { file } of this.#files.values()) closeSync(file);
    this.#files.clear();
    this.#end = Number.POSITIVE_INFINITY;
  }

  #fileToWrite(): number {
    const open = this.#files.get(this.#segment);
    if (open && this.#end <= FILE_BYTES) return open.file;
    const file = namelessFile();
    this.#segment += 1;
    this.#end = 0;
    this.#files.set(this.#segment, { file, records: 0, bytes: 0 });
    return file;
  }
}

/** @throws NoRoomError */
function namelessFile(): number {
  const path = join(tmpdir(), `tempo-tui-${randomUUID()}`);
  try {
    const file = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    return file;
  } catch (error) {
    throw new NoRoomError(`${tmpdir()} takes no file: ${(error as Error).message}`);
  }
}

function fullText({ records, bytes }: Kept): string {
  const room = `${Math.round(bytes / 1024 ** 3)} GiB or ${records.toLocaleString('en')} records`;
  return `it is more than the ${room} that are kept of a receiver elsewhere`;
}
