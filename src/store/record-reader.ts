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
  read({ segment, offset, length }: Place): StoredEvent | undefined {
    try {
      const bytes = Buffer.allocUnsafe(length);
      const count = readSync(this.#file(segment), bytes, 0, length, offset);
      const ended = bytes[count - 1] === 0x0a;
      const decoded = decodeRecord(bytes.subarray(0, ended ? count - 1 : count));
      return decoded.kind === 'event' ? decoded.event : undefined;
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
