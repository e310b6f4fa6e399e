import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredEvent } from '../event.ts';
import type { Place } from './event-table.ts';
import { decodeRecord } from './record.ts';
import { segmentName } from './scan.ts';

const OPEN_FILES = 8;

/**
 * Reads single records where they lie. Synchronously: a screen of rows needs some fifty of them at once, each a
 * few microseconds from the page cache.
 */
export class RecordReader {
  readonly #dir: string;
  /** In the order of use, the latest last. */
  readonly #files = new Map<number, number>();

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** The event at a place; undefined when it cannot be read (any more). */
  read(place: Place): StoredEvent | undefined {
    const bytes = this.readBytes(place);
    if (!bytes) return undefined;
    const decoded = decodeRecord(bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes);
    return decoded.kind === 'event' ? decoded.event : undefined;
  }

  /** What lies at a place, as much of it as there is; undefined when it cannot be read (any more). */
  readBytes({ segment, offset, length }: Place): Buffer | undefined {
    try {
      const bytes = Buffer.allocUnsafe(length);
      return bytes.subarray(0, readSync(this.#file(segment), bytes, 0, length, offset));
    } catch {
      return undefined;
    }
  }

  /** A segment has been replaced or removed. */
  forget(segment: number): void {
    const file = this.#files.get(segment);
    if (file !== undefined) closeSync(file);
    this.#files.delete(segment);
  }

  close(): void {
    for (const segment of [...this.#files.keys()]) this.forget(segment);
  }

  #file(segment: number): number {
    const file = this.#files.get(segment) ?? openSync(join(this.#dir, segmentName(segment)), 'r');
    this.#files.delete(segment);
    this.#files.set(segment, file);
    if (this.#files.size > OPEN_FILES) this.forget(this.#files.keys().next().value!);
    return file;
  }
}
