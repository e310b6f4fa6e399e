import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { segmentName } from './scan.ts';

const OPEN_FILES = 8;

/** The files in which records lie, open for reading. */
export interface SegmentFiles {
  /** @throws Error from the file system */
  file(segment: number): number;
  /** A segment has been replaced or removed. */
  forget(segment: number): void;
  close(): void;
}

/** The segments of a log, of which those that were used last are open. */
export function segmentsIn(dir: string): SegmentFiles {
  /** In the order of use, the latest last. */
  const files = new Map<number, number>();
  function forget(segment: number): void {
    const file = files.get(segment);
    if (file !== undefined) closeSync(file);
    files.delete(segment);
  }
  return {
    file(segment) {
      const file = files.get(segment) ?? openSync(join(dir, segmentName(segment)), 'r');
      files.delete(segment);
      files.set(segment, file);
      if (files.size > OPEN_FILES) forget(files.keys().next().value!);
      return file;
    },
    forget,
    close() {
      for (const segment of [...files.keys()]) forget(segment);
    },
  };
}
