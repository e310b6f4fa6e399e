import { closeSync, mkdtempSync, openSync, rmSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Place } from '../store/event-table.ts';
import { segmentName } from '../store/scan.ts';

/** A file is not written to beyond this, in bytes. */
const FILE_BYTES = 16 * 1024 * 1024;
const NEWLINE = Buffer.from('\n');

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
  readonly #removed = new Set<number>();

  constructor() {
    // Also where an error ends the program.
    process.once('exit', this.#atExit);
  }

  /** Writes a record; returns where it lies. */
  add(line: Buffer): Place {
    if (this.#file === undefined || this.#end > FILE_BYTES) this.#next();
    const bytes = Buffer.concat([line, NEWLINE]);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file!, bytes, at);
    const place = { segment: this.#segment, offset: this.#end, length: bytes.length };
    this.#end += bytes.length;
    return place;
  }

  /** Gives back the files in which nothing lies any more. */
  keepOnly(used: ReadonlySet<number>): void {
    for (let segment = 1; segment < this.#segment; segment += 1) {
      if (used.has(segment) || this.#removed.has(segment)) continue;
      unlinkSync(join(this.dir, segmentName(segment)));
      this.#removed.add(segment);
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
  }
}
