import type { StoredEvent } from '../event.ts';
import {
  eventIn,
  type FactsReader,
  type LogPlace,
  type LogRecord,
  logStart,
  openIfThere,
  recordsAfter,
} from './log-records.ts';
import { plainSeq } from './record-facts.ts';
import { listSegments, scanFacts } from './scan.ts';

/** The newest `seq` of each event that may have versions, by its id. */
type Versions = Map<string, number>;

export interface StoredReading<T> {
  factsOf: FactsReader;
  /** What is made of a record; undefined leaves it out. Of one that has a newer version it may be in vain. */
  sift(record: LogRecord): T | undefined;
  /** So many of the newest; `Infinity` for all. */
  limit: number;
}

/** Every stored event: see {@link readStored}. */
export async function* readEvents(dir: string): AsyncGenerator<StoredEvent> {
  const reading = { factsOf: () => undefined, sift: eventIn, limit: Number.POSITIVE_INFINITY };
  for await (const events of readStored(dir, reading, logStart())) yield* events;
}

/**
 * What is made of the stored events, the newest version of each alone, in the order of the log; what is added meanwhile
 * is left out. Changes nothing on disk and needs no ownership. In memory is what tells versions apart, and what is made
 * of as many as there are to be.
 *
 * @param place is moved behind what was read
 */
export async function* readStored<T>(
  dir: string,
  reading: StoredReading<T>,
  place: LogPlace,
): AsyncGenerator<T[]> {
  const { segments } = await listSegments(dir);
  if (reading.limit === Number.POSITIVE_INFINITY) yield* readAll(segments, reading, place);
  else yield await readNewest(segments, reading, place);
}

async function* readAll<T>(
  segments: readonly string[],
  { factsOf, sift }: StoredReading<T>,
  place: LogPlace,
): AsyncGenerator<T[]> {
  const versions: Versions = new Map();
  let upTo = 0;
  for (const path of segments) upTo = Math.max(upTo, await findVersions(path, versions));
  for (const path of segments) {
    for await (const records of recordsAfter(path, place, factsOf, (seq) => seq > upTo))
      yield records.flatMap((record) => (isNewest(record, versions) ? (sift(record) ?? []) : []));
  }
}

/** From the newest segment back, as far as it takes. */
async function readNewest<T>(
  segments: readonly string[],
  { factsOf, sift, limit }: StoredReading<T>,
  place: LogPlace,
): Promise<T[]> {
  const versions: Versions = new Map();
  let kept: T[] = [];
  for (const path of segments.toReversed()) {
    if (place.segment > 0 && kept.length >= limit) break;
    const here = logStart();
    const found: { record: LogRecord; made: T }[] = [];
    for await (const records of recordsAfter(path, here, factsOf)) {
      for (const record of records) {
        note(record, versions);
        const made = isNewest(record, versions) ? sift(record) : undefined;
        if (made !== undefined) found.push({ record, made });
      }
    }
    const lasting = found.filter(({ record }) => isNewest(record, versions)).map(({ made }) => made);
    kept = [...lasting, ...kept];
    kept = kept.slice(Math.max(0, kept.length - limit));
    if (place.segment === 0) Object.assign(place, here);
  }
  return kept;
}

/** Reads of the records only what tells versions apart; returns the largest `seq`. */
async function findVersions(path: string, versions: Versions): Promise<number> {
  let last = 0;
  const file = await openIfThere(path);
  if (!file) return last;
  try {
    for await (const batch of scanFacts(file, plainSeq)) {
      for (const found of batch) {
        if (found.kind === 'facts') last = Math.max(last, found.facts);
        if (found.kind !== 'event') continue;
        last = Math.max(last, found.event.seq);
        note(found, versions);
      }
    }
  } finally {
    await file.close();
  }
  return last;
}

function note(record: Pick<LogRecord, 'facts'> & { event?: StoredEvent }, versions: Versions): void {
  const { event } = record;
  if (event?.externalID === undefined) return;
  versions.set(event.id, Math.max(event.seq, versions.get(event.id) ?? 0));
}

function isNewest(record: LogRecord, versions: Versions): boolean {
  if (record.facts !== undefined) return true;
  const { id, seq } = record.event;
  return (versions.get(id) ?? seq) === seq;
}
