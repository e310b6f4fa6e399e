import { setTimeout as delay } from 'node:timers/promises';
import { isOfAgenda, isSettled } from '../../score/roles.ts';
import type { ScoreBook } from '../../score/score-book.ts';
import { marker, Subjects } from '../../score/subjects.ts';
import { type LogRecord, logStart } from '../../store/log-records.ts';
import { newRecords } from '../../store/new-records.ts';
import { readFacts } from '../../store/record-facts.ts';
import { readStored } from '../../store/stored-log.ts';
import type { ToldEvent } from '../event-line.ts';
import { asksForStates } from './check-query.ts';
import { settledEvents } from './settled-events.ts';
import { makeSieve, type Sieve } from './sieve.ts';
import { lookAtUser } from './user-look.ts';

/** New events are looked for this often, in milliseconds. */
const LOOK_MS = 150;

export interface Asked {
  /** The query, as it is written. */
  query: string;
  /** Milliseconds since the epoch, for words such as `yesterday`. */
  now: number;
  withDismissed: boolean;
}

/** The events of a data directory that fit a query, for one who does not own it. */
export interface FittingEvents {
  /**
   * What is made of the stored ones, in the order of the log.
   *
   * @param limit so many of the newest; `Infinity` for all
   */
  stored<T>(limit: number, make: (told: ToldEvent) => T): AsyncGenerator<T[]>;
  /** What is made of those that come when the stored ones have been read, for ever. */
  coming<T>(make: (told: ToldEvent) => T): AsyncGenerator<T[]>;
}

/** @throws UsageError where what the user did cannot be read */
export async function fittingEvents(
  dataDir: string,
  book: ScoreBook,
  { query, now, withDismissed }: Asked,
): Promise<FittingEvents> {
  const subjects = new Subjects();
  const marks = marker(book, subjects);
  const factsOf = (line: Buffer) => readFacts(line, marks);
  const user = await lookAtUser(dataDir);
  const parts = { book, marker: marks, text: query, now, user, withDismissed };
  const place = logStart();
  return {
    async *stored(limit, make) {
      const settled = asksForStates(query)
        ? await settledEvents(dataDir, { marker: marks, subjects, factsOf, user })
        : undefined;
      const sieve = makeSieve(parts, ({ role }, seq) => isOfAgenda(role) || settled?.has(seq) === true);
      yield* readStored(dataDir, { factsOf, sift: making(sieve, make), limit }, place);
    },
    async *coming(make) {
      // The newest of its episode, an event says by itself whether that is over.
      const sift = making(
        makeSieve(parts, ({ role }) => isOfAgenda(role) || isSettled(role)),
        make,
      );
      for (;;) {
        for await (const { records } of newRecords(dataDir, place, factsOf)) {
          await user.refresh();
          yield records.flatMap((record) => sift(record) ?? []);
        }
        await delay(LOOK_MS);
      }
    },
  };
}

function making<T>(sieve: Sieve, make: (told: ToldEvent) => T) {
  return (record: LogRecord): T | undefined => {
    const told = sieve(record);
    return told && make(told);
  };
}
