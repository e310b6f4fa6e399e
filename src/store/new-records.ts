import { stat } from 'node:fs/promises';
import type { FactsRow } from './facts-row.ts';
import { type FactsReader, type LogPlace, type LyingRecord, logStart, recordsAfter } from './log-records.ts';
import { listSegments, segmentNumber } from './scan.ts';

/** Records of a segment, in their order. */
export interface SegmentRecords<F = FactsRow> {
  segment: number;
  records: LyingRecord<F>[];
}

/**
 * The records that have come into a log behind a place, whoever writes them, a few at a time. Where none has, it costs a
 * look at the folder; what is there is read once.
 *
 * @param place is moved along
 * @param upTo the `seq` to stop at
 */
export async function* newRecords<F extends { seq: number } = FactsRow>(
  dir: string,
  place: LogPlace,
  factsOf: FactsReader<F>,
  upTo = Number.POSITIVE_INFINITY,
): AsyncGenerator<SegmentRecords<F>> {
  const { segments } = await listSegments(dir);
  if (isAnother(segments, place)) Object.assign(place, logStart());
  let isBeyond = false;
  const stopsAt = (seq: number) => {
    isBeyond = seq > upTo;
    return isBeyond;
  };
  for (const path of segments) {
    const segment = segmentNumber(path);
    if (segment < place.segment || (await isRead(path, place))) continue;
    for await (const records of recordsAfter(path, place, factsOf, stopsAt))
      if (records.length > 0) yield { segment, records };
    // What is left of this segment comes before the next.
    if (isBeyond) return;
  }
}

/**
 * Whether all was given up, or another log is in its place: it counts from the beginning again. A segment that nothing
 * was written to is only gone for a moment, while it is made anew.
 */
function isAnother(segments: readonly string[], { segment, offset }: LogPlace): boolean {
  const last = segments.at(-1);
  return last === undefined || (segmentNumber(last) < segment && offset > 0);
}

/** Whether a place is at the end of a segment. */
async function isRead(path: string, { segment, file, offset }: LogPlace): Promise<boolean> {
  if (segmentNumber(path) !== segment) return false;
  const now = await stat(path).catch(() => undefined);
  return now?.ino === file && now.size === offset;
}
