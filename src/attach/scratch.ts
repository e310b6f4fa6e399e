import { closeSync, mkdtempSync, openSync, rmSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Place } from '../store/event-table.ts';
import { segmentName } from '../store/scan.ts';

/** A file is not written to beyond this, in bytes. */
const FILE_BYTES = 16 * 1024 * 1024;
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
 * own in the temporary folder, as memory has no room for the texts of a whole history.
 */
export class Scratch {
  readonly dir = mkdtempSync(join(tmpdir(), 'tempo-tui-'));
  #segment = 0;
  #file: number | undefined;
  #end = 0;
  readonly #atExit = () => this.close();
  /** What is in each file. */
  readonly #files = new Map<number, Kept>();
  readonly #kept: Kept = { records: 0, bytes: 0 };
  readonly #most: Kept;

  constructor(most: Kept = MOST_KEPT) {
    this.#most = most;
    // Also where an error ends the program.
    process.once('exit', this.#atExit);
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
    if (this.#file === undefined || this.#end > FILE_BYTES) this.#next();
    this.#write(bytes);
    const place = { segment: this.#segment, offset: this.#end, length: bytes.length };
    this.#end += bytes.length;
    for (const each of [this.#kept, this.#files.get(this.#segment)!]) {
      each.records += 1;
      each.bytes += bytes.length;
    }
    return place;
  }

  #write(bytes: Buffer): void {
    try {
      // What a full disk took of another record stands where the file ends.
      for (let at = 0; at < bytes.length; )
        at += writeSync(this.#file!, bytes, at, bytes.length - at, this.#end + at);
    } catch (error) {
      throw new NoRoomError(`${this.dir} takes no more: ${(error as Error).message}`);
    }
  }

  /** Gives back the files in which nothing lies any more. */
  keepOnly(used: ReadonlySet<number>): void {
    for (const [segment, { records, bytes }] of this.#files) {
      if (used.has(segment) || segment === this.#segment) continue;
      unlinkSync(join(this.dir, segmentName(segment)));
      this.#files.delete(segment);
      this.#kept.records -= records;
      this.#kept.bytes -= bytes;
    }
  }

  close(): void {
    process.off('exit', this.#atExit);
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    rmSync(this.dir, { recursive: true, force: true });
  }

  #next(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#segment += 1;
    this.#file = openSync(join(this.dir, segmentName(this.#segment)), 'wx', 0o600);
    this.#end = 0;
    this.#files.set(this.#segment, { records: 0, bytes: 0 });
  }
}

function fullText({ records, bytes }: Kept): string {
  const room = `${Math.round(bytes / 1024 ** 3)} GiB or ${records.toLocaleString('en')} records`;
  return `it is more than the ${room} that are kept of a receiver elsewhere`;
}
