import type { StoredEvent } from '../event.ts';
import type { Place } from './event-table.ts';
import type { FactsRow } from './facts-row.ts';
import type { Marker } from './marker.ts';
import { mendTail, quarantine } from './mend.ts';
import { readFacts } from './record-facts.ts';
import { type Scanned, scanFacts, scanSegment, segmentNumber } from './scan.ts';

/** What reading a log found amiss. Counts are of stretches, which are records unless bytes ran together. */
export interface LogProblems {
  damaged: number;
  torn: number;
  /** Records of a version this program does not know; they stay where they are. */
  newer: number;
  /** Paths that stand in a segment's place and are no files. */
  foreign: string[];
  /** Why a part of the history could not be read. */
  unread?: string | undefined;
}

/** An event and where its record lies. */
export interface Recorded {
  event: StoredEvent;
  place: Place;
}

/** A record of the older history: its event, or its facts alone where it bears them. */
export type OlderRecord = Recorded | { event?: undefined; facts: FactsRow; place: Place };

/** A part of a segment that is still to be read. */
export interface Stretch {
  path: string;
  to: number;
  /** It is all of a segment, one that changes no more. */
  whole: boolean;
}

/** Reads segments, takes what is no record aside, and counts it. */
export class LogReader {
  readonly problems: LogProblems = { damaged: 0, torn: 0, newer: 0, foreign: [] };

  /**
   * Reads a segment from a line's beginning to its end, where a torn line is cut off.
   *
   * @returns `end` of the last record, in bytes; `closed`: nothing may be appended, as a newer version wrote there or
   *   the end could not be mended
   */
  async readToEnd(path: string, from: number): Promise<{ events: Recorded[]; end: number; closed: boolean }> {
    const events: Recorded[] = [];
    let end = from;
    let unended = false;
    let closed = false;
    const segment = segmentNumber(path);
    for await (const batch of scanSegment(path, from)) {
      for (const found of batch) {
        if (found.kind === 'event')
          events.push({ event: found.event, place: { segment, offset: found.offset, length: found.length } });
        const taken = found.kind === 'event' ? 'taken' : await this.#takeOther(path, found);
        if (taken === 'torn') continue;
        closed ||= found.kind === 'newer' || taken === 'not kept';
        end = found.offset + found.length;
        unended = !found.ended;
      }
    }
    if (!closed) closed = !(await mendTail(path, end, unended));
    return { events, end: unended ? end + 1 : end, closed };
  }

  /**
   * Reads a stretch, a few milliseconds' worth at a time.
   *
   * @param marker of the scores of today: see {@link readFacts}
   */
  async *readOlder({ path, to }: Stretch, marker: Marker): AsyncGenerator<OlderRecord[]> {
    const segment = segmentNumber(path);
    let torn: number | undefined;
    for await (const batch of scanFacts(path, (line) => readFacts(line, marker), { to })) {
      const records: OlderRecord[] = [];
      for (const found of batch) {
        const place = { segment, offset: found.offset, length: found.length };
        if (found.kind === 'facts') records.push({ facts: found.facts, place });
        else if (found.kind === 'event') records.push({ event: found.event, place });
        else if ((await this.#takeOther(path, found)) === 'torn') torn = found.offset;
      }
      yield records;
    }
    // What a write that failed left behind, where the cut failed too.
    if (torn !== undefined) await mendTail(path, torn, false);
  }

  /** Sorts in what is no event; `torn`: it is an unfinished record at the end, set aside, to be cut off. */
  async #takeOther(
    path: string,
    found: Exclude<Scanned, { kind: 'event' }>,
  ): Promise<'taken' | 'torn' | 'not kept'> {
    if (found.kind === 'newer') {
      this.problems.newer += 1;
      return 'taken';
    }
    this.problems[found.ended ? 'damaged' : 'torn'] += 1;
    const kept = await quarantine(path, found);
    if (found.ended) return 'taken';
    return kept ? 'torn' : 'not kept';
  }
}
