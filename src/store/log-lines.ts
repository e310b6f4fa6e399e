import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Place } from './event-table.ts';
import { type LogPlace, type LyingRecord, logStart, openIfThere } from './log-records.ts';
import { newRecords } from './new-records.ts';
import { checksOut, encodeRecord } from './record.ts';
import { listSegments, scanFacts, segmentName, segmentNumber, tailStart } from './scan.ts';

/** Every version of a record begins so. */
const SEQ = /^\{"v":[12],"seq":(\d+),/;
/** Within so many bytes its `seq` stands. */
const HEAD = 64;

/** A record as it lies in the log, for those who keep up with it. */
export interface LogLine {
  seq: number;
  /** Without its line break. */
  line: Buffer;
  place: Place;
}

/** The records behind a place of the log up to a `seq`, in their order; see {@link newRecords}. */
export async function* linesAfter(dir: string, place: LogPlace, upTo: number): AsyncGenerator<LogLine[]> {
  for await (const { segment, records } of newRecords(dir, place, soundSeq, upTo))
    yield records.map((record) => lineOf(record, segment));
}

/** The place in a log behind the record of a `seq`, or where that record would be. */
export async function placeBehind(dir: string, seq: number): Promise<LogPlace> {
  const { segments } = await listSegments(dir);
  for (const path of segments.toReversed()) {
    const first = await firstSeq(path);
    if (first !== undefined && first <= seq) return { ...logStart(), segment: segmentNumber(path), seq };
  }
  return logStart();
}

/** The newest records, in their order: at least so many, where there are. */
export async function newestLines(dir: string, count: number): Promise<LogLine[]> {
  const { segments } = await listSegments(dir);
  let newest: LogLine[] = [];
  for (const path of segments.toReversed()) {
    if (newest.length >= count) break;
    const here: LogLine[] = [];
    const from = await tailStart(path, count - newest.length);
    for await (const lines of linesIn(path, from)) here.push(...lines);
    newest = [...here, ...newest];
  }
  return newest;
}

/**
 * The records between two `seq` that lie in one segment, the oldest that has any, in their order; none where there are
 * none.
 */
export async function* linesBetween(dir: string, after: number, before: number): AsyncGenerator<LogLine[]> {
  const { segments } = await listSegments(dir);
  const firsts = await Promise.all(segments.map(async (path) => (await firstSeq(path)) ?? before));
  for (const [at, path] of segments.entries()) {
    // The next one begins behind all that is in this.
    if ((firsts[at + 1] ?? before) - 1 <= after) continue;
    let found = false;
    for await (const lines of linesIn(path)) {
      const between = lines.filter(({ seq }) => seq > after && seq < before);
      found ||= between.length > 0;
      yield between;
    }
    if (found) return;
  }
}

/** Where the records of a segment lie, by their `seq`; nowhere in one that is gone. */
export async function placesIn(dir: string, segment: number): Promise<Map<number, Place>> {
  const places = new Map<number, Place>();
  for await (const lines of linesIn(join(dir, segmentName(segment))))
    for (const { seq, place } of lines) places.set(seq, place);
  return places;
}

/** Which file each segment is, by its number: one that is written anew is another. */
export async function segmentFiles(dir: string): Promise<Map<number, string>> {
  const { segments } = await listSegments(dir);
  const files = new Map<number, string>();
  for (const path of segments) {
    const file = await stat(path).catch(() => undefined);
    // The number of a file that is gone may be given to another.
    if (file) files.set(segmentNumber(path), `${file.ino} ${file.birthtimeMs}`);
  }
  return files;
}

/** The records of a segment from a place on; none of one that is gone. */
async function* linesIn(path: string, from = 0): AsyncGenerator<LogLine[]> {
  const file = await openIfThere(path);
  if (!file) return;
  const segment = segmentNumber(path);
  try {
    for await (const batch of scanFacts(file, soundSeq, { from }))
      yield batch.flatMap((found) =>
        found.kind === 'facts' || found.kind === 'event' ? lineOf(found, segment) : [],
      );
  } finally {
    await file.close();
  }
}

function lineOf(record: LyingRecord<{ seq: number }>, segment: number): LogLine {
  const place = { segment, offset: record.offset, length: record.length };
  if (record.facts) return { seq: record.facts.seq, line: record.bytes, place };
  // What was found among damaged bytes has no line of its own.
  return { seq: record.event.seq, line: encodeRecord(record.event, '').subarray(0, -1), place };
}

/** The `seq` of a line that is sound. */
function soundSeq(line: Buffer): { seq: number } | undefined {
  const found = SEQ.exec(line.toString('latin1', 0, HEAD));
  return found && checksOut(line) ? { seq: Number(found[1]) } : undefined;
}

/** The smallest `seq` of a segment, as its first sound record has it. */
async function firstSeq(path: string): Promise<number | undefined> {
  for await (const [first] of linesIn(path)) if (first) return first.seq;
  return undefined;
}
