import { join } from 'node:path';
import type { Place } from './event-table.ts';
import type { FactsRow } from './facts-row.ts';
import type { Marker } from './marker.ts';
import { segmentName } from './scan.ts';
import { SegmentFactsWriter } from './segment-facts.ts';
import { writeSegmentIndex } from './segment-index.ts';

/**
 * Takes down the facts of the segment that is appended to, and writes its index when the next one is begun: what was
 * received by this program is never parsed again to make one.
 */
export class LiveIndex {
  readonly #dir: string;
  readonly #marker: Marker;
  readonly #segmentBytes: number;
  #segment = 0;
  #writer: SegmentFactsWriter | undefined;
  #writing: Promise<void> = Promise.resolve();

  /** @param segmentBytes how long a segment becomes */
  constructor(dir: string, marker: Marker, segmentBytes: number) {
    this.#dir = dir;
    this.#marker = marker;
    this.#segmentBytes = segmentBytes;
  }

  /** Takes down a record of the last segment, or the first of one after it; others are left out. */
  add(row: FactsRow, place: Place): void {
    const { segment } = place;
    if (segment < this.#segment) return;
    if (segment > this.#segment) {
      this.#finish();
      this.#segment = segment;
      this.#writer = new SegmentFactsWriter(this.#marker, this.#segmentBytes);
    }
    this.#writer?.add(row, place);
  }

  /** Resolves when no index is being written. */
  quiet(): Promise<void> {
    return this.#writing;
  }

  /** Nobody waits for it: an index that is missing is made at a later start. */
  #finish(): void {
    const { fingerprint, facts, bytes } = this.#writer ?? {};
    if (fingerprint === undefined || !facts || bytes === undefined) return;
    const path = join(this.#dir, segmentName(this.#segment));
    this.#writing = this.#writing
      .then(() => writeSegmentIndex(path, fingerprint, facts, bytes))
      .catch(() => {});
  }
}
