import type { EventLog } from './event-log.ts';
import type { Place } from './event-table.ts';
import { rowOf } from './facts-row.ts';
import type { History, ReadRecord } from './history.ts';
import type { LiveIndex } from './live-index.ts';
import type { OlderRecord, Stretch } from './log-reader.ts';
import type { Marker } from './marker.ts';
import type { RecordReader } from './record-reader.ts';
import { segmentNumber } from './scan.ts';
import { type SegmentFacts, SegmentFactsWriter } from './segment-facts.ts';
import { readSegmentIndex, type Scratch, writeSegmentIndex } from './segment-index.ts';
import { Turns } from './turns.ts';

/** Events taken in together: some hundred microseconds, and some milliseconds at the start, when the code is cold. */
const RUN = 256;
/** Reading a record costs as much as so many events whose facts are known. */
const READ_COST = 8;
/** A subject of a segment that has no number yet. */
const UNKNOWN = 0xffff_ffff;

/** A log whose newest events are known already. */
export type OlderLog = Pick<EventLog, 'takeOlder' | 'readOlder' | 'problems' | 'olderBytes'>;

/** What the history is loaded from and into. */
export interface Loading {
  log: OlderLog;
  history: History;
  reader: RecordReader;
  marker: Marker;
  live: Pick<LiveIndex, 'add'>;
  /** Whether the user may have done something to an event, by the CRC-32 of its id and by its `seq`. */
  isTouched(idHash: number, seq: number): boolean;
  /** Told of bytes of history that are known now. */
  progress(bytes: number): void;
  /** Whether to stop. */
  closing(): boolean;
}

/**
 * Takes in the history that was not read when the log was opened, oldest first. A segment that changes no more is
 * parsed once; from then on its index beside it tells where its events stand.
 */
export async function loadOlder(loading: Loading): Promise<void> {
  const { log, marker } = loading;
  const stretches = log.takeOlder();
  // While one index is taken in, the next is read.
  const scratches: Scratch[] = [{ buffer: Buffer.alloc(0) }, { buffer: Buffer.alloc(0) }];
  const indexOf = (at: number) => {
    const stretch = stretches[at];
    return stretch && readSegmentIndex(stretch.path, marker.fingerprint, scratches[at % 2]!);
  };
  let next = indexOf(0);
  for (const [at, stretch] of stretches.entries()) {
    const facts = await next;
    next = indexOf(at + 1);
    if (facts) await takeFacts(facts, stretch, loading);
    else await takeRecords(stretch, loading);
    if (loading.closing()) break;
  }
  await next;
}

async function takeRecords(stretch: Stretch, loading: Loading): Promise<void> {
  const { log, history, marker, live } = loading;
  const flaws = flawsIn(log);
  const index = stretch.whole ? new SegmentFactsWriter(marker, stretch.to) : undefined;
  const turns = new Turns();
  for await (const batch of log.readOlder(stretch, marker)) {
    const records = batch.map((record) => readRecord(record, loading)).filter((each) => each !== undefined);
    history.keepRead(records);
    let bytes = 0;
    for (const { row, place } of records) {
      if (index) index.add(row, place);
      else live.add(row, place);
      bytes += place.length;
    }
    loading.progress(bytes);
    if (turns.over) await turns.next();
    if (loading.closing()) return;
  }
  // What has flaws is read, and told of, at every start.
  const fingerprint = index?.fingerprint;
  if (!index || fingerprint === undefined || flawsIn(log) !== flaws) return;
  await writeSegmentIndex(stretch.path, fingerprint, index.facts, index.bytes).catch(() => {});
}

function readRecord(record: OlderRecord, { marker, reader, isTouched }: Loading): ReadRecord | undefined {
  const { place } = record;
  if (record.event === undefined && !isTouched(record.facts.idHash, record.facts.seq))
    return { row: record.facts, place };
  const event = record.event ?? reader.read(place);
  return event && { row: rowOf(event, marker.mark(event)), place, event };
}

function flawsIn({ problems }: OlderLog): number {
  return problems.damaged + problems.torn + problems.newer;
}

async function takeFacts(facts: SegmentFacts, { path, to }: Stretch, loading: Loading): Promise<void> {
  const { history, isTouched } = loading;
  const segment = segmentNumber(path);
  const number = subjectNumbers(facts, loading.marker);
  const turns = new Turns();
  let runFrom = 0;
  let bytes = 0;
  let cost = 0;
  function endRun(at: number): void {
    if (at > runFrom) history.keepRun(facts, runFrom, at, segment);
    runFrom = at;
  }
  for (let at = 0; at < facts.count; at += 1) {
    facts.subject[at] = number(facts.subject[at]!, facts.provider[at]!);
    const offset = facts.offset[at]!;
    const length = facts.length[at]!;
    cost += 1;
    if (offset < to) bytes += length;
    if (offset >= to || facts.special[at] === 1 || isTouched(facts.idHash[at]!, facts.seq[at]!)) {
      endRun(at);
      runFrom = at + 1;
      if (offset < to) keepOne({ segment, offset, length }, loading);
      cost += READ_COST;
    }
    if (cost < RUN) continue;
    endRun(at + 1);
    loading.progress(bytes);
    bytes = 0;
    cost = 0;
    if (turns.over) await turns.next();
    if (loading.closing()) return;
  }
  endRun(facts.count);
  loading.progress(bytes);
}

function keepOne(place: Place, { history, reader }: Loading): void {
  const event = reader.read(place);
  if (event) history.keep({ event, place }, false);
}

/** The marker's number of each subject of a segment, asked for once. */
function subjectNumbers(
  { subjects, providers }: SegmentFacts,
  marker: Marker,
): (local: number, provider: number) => number {
  const known = new Uint32Array(subjects.count).fill(UNKNOWN);
  known[0] = 0;
  return (local, provider) => {
    if (known[local] === UNKNOWN) {
      const identity = { high: subjects.high[local]!, low: subjects.low[local]!, cut: subjects.cut[local]! };
      known[local] = marker.subjectOf(identity, providers[provider]!);
    }
    return known[local]!;
  };
}
