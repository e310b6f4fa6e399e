import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EventLog } from './event-log.ts';
import type { Marker } from './event-table.ts';
import type { History } from './history.ts';
import type { RecordReader } from './record-reader.ts';
import { segmentNumber } from './scan.ts';
import { readSegmentIndex, type SegmentFacts, SegmentIndexWriter } from './segment-index.ts';

/** Events taken in before others have their turn: a few milliseconds. */
const SLICE = 2000;

/** What the history is loaded from and into. */
export interface Loading {
  log: EventLog;
  history: History;
  reader: RecordReader;
  marker: Marker;
  /** CRC-32 of the ids of events that the user did something to. */
  touched: ReadonlySet<number>;
  /** Told of bytes of history that are known now. */
  progress(bytes: number): void;
  /** Whether to stop. */
  closing(): boolean;
}

/**
 * Takes in the history that was not read when the log was opened, oldest first. A segment that changes no more is
 * read once; from then on its index beside it tells where its events stand.
 */
export async function loadOlder(loading: Loading): Promise<void> {
  const { log, marker } = loading;
  for (const stretch of log.takeOlder()) {
    const facts = stretch.whole ? await readSegmentIndex(stretch.path, marker.fingerprint) : undefined;
    if (facts) await takeFacts(facts, segmentNumber(stretch.path), loading);
    else await takeRecords(stretch, loading);
    if (loading.closing()) return;
  }
}

async function takeRecords(
  stretch: { path: string; to: number; whole: boolean },
  loading: Loading,
): Promise<void> {
  const { log, history, marker } = loading;
  const flaws = flawsIn(log);
  const index = new SegmentIndexWriter(marker);
  for await (const batch of log.readOlder(stretch)) {
    let bytes = 0;
    for (const recorded of batch) {
      const marks = marker.mark(recorded.event);
      history.keep(recorded, false, marks);
      if (stretch.whole) index.add(recorded, marks);
      bytes += recorded.place.length;
    }
    loading.progress(bytes);
    if (loading.closing()) return;
  }
  // What is not whole is read, and told of, at every start.
  if (stretch.whole && flawsIn(log) === flaws) await index.write(stretch.path).catch(() => {});
}

function flawsIn({ problems }: EventLog): number {
  return problems.damaged + problems.torn + problems.newer;
}

async function takeFacts(facts: SegmentFacts, segment: number, loading: Loading): Promise<void> {
  const { history, reader, marker, touched } = loading;
  const subjects: (number | undefined)[] = [0];
  let bytes = 0;
  for (let at = 0; at < facts.count; at += 1) {
    const place = { segment, offset: facts.offset[at]!, length: facts.length[at]! };
    bytes += place.length;
    if (facts.external[at] === 1 || touched.has(facts.idHash[at]!)) {
      const event = reader.read(place);
      if (event) history.keep({ event, place }, false);
    } else {
      const local = facts.subject[at]!;
      const subject = subjects[local] ?? marker.subjectOf(facts.subjects[local]!);
      subjects[local] = subject;
      const provider = facts.providers[facts.provider[at]!]!;
      const received = facts.received[at]!;
      history.keepFacts(
        { time: facts.time[at]!, seq: facts.seq[at]!, received, provider, level: facts.level[at]!, subject },
        place,
      );
    }
    if (at % SLICE !== SLICE - 1) continue;
    loading.progress(bytes);
    bytes = 0;
    await nextTurn();
    if (loading.closing()) return;
  }
  loading.progress(bytes);
}
