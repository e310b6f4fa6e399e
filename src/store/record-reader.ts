import { readSync } from 'node:fs';
import type { StoredEvent } from '../event.ts';
import type { Place } from './event-table.ts';
import { decodeRecord } from './record.ts';
import type { SegmentFiles } from './segment-files.ts';

/**
 * Reads single records where they lie. Synchronously: a screen of rows needs some fifty of them at once, each a
 * few microseconds from the page cache.
 */
export class RecordReader {
  readonly #files: SegmentFiles;

  constructor(files: SegmentFiles) {
    this.#files = files;
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
      return bytes.subarray(0, readSync(this.#files.file(segment), bytes, 0, length, offset));
    } catch {
      return undefined;
    }
  }

  /** A segment has been replaced or removed. */
  forget(segment: number): void {
    this.#files.forget(segment);
  }

  close(): void {
    this.#files.close();
  }
}
