import type { StoredEvent } from '../../event.ts';
import { parseQuery, type Query } from '../../score/query.ts';
import type { ScoreBook } from '../../score/score-book.ts';
import { FLAG } from '../../store/event-table.ts';
import { eventIn, type LogRecord } from '../../store/log-records.ts';
import type { Marker, Marks } from '../../store/marker.ts';
import type { ToldEvent } from '../event-line.ts';
import type { UserLook } from './user-look.ts';

export interface SieveParts {
  book: ScoreBook;
  marker: Marker;
  /** The query, as it is written. */
  text: string;
  /** Milliseconds since the epoch, for words such as `yesterday`. */
  now: number;
  user: UserLook;
  withDismissed: boolean;
}

/** The event of a record, where it fits a query; it is parsed only where its facts and its bytes allow it to. */
export type Sieve = (record: LogRecord) => ToldEvent | undefined;

/** @param isOver whether an event wants no attention whatever its level */
export function makeSieve(
  { book, marker, text, now, user, withDismissed }: SieveParts,
  isOver: (marks: Marks, seq: number) => boolean,
): Sieve {
  let query = parseQuery(text, book, now);
  // What it says of sources and badges may be something else then.
  book.subscribe(() => {
    query = parseQuery(text, book, now);
  });
  return (record) => {
    if (!mayFit(record, query, user, isOver)) return undefined;
    const event = eventIn(record);
    if (!event) return undefined;
    const flags = user.flagsOf(event);
    if (!withDismissed && (flags & FLAG.dismissed) !== 0) return undefined;
    const marks = record.facts ?? marker.mark(event);
    if (!query.admits(factsFor(event, marks, flags, isOver))) return undefined;
    const meaning = book.interpret(event);
    return query.fits({ event, meaning }) ? { event, meaning, flags } : undefined;
  };
}

/** Whether an event can fit by what is known without parsing it. */
function mayFit(
  record: LogRecord,
  query: Query,
  user: UserLook,
  isOver: (marks: Marks, seq: number) => boolean,
): boolean {
  const { facts } = record;
  if (facts === undefined) return true;
  // Of one that the user did nothing to all facts are known.
  const known = { providerIdentifier: facts.provider, time: facts.time, seq: facts.seq };
  if (!user.mayHaveTouched(facts.idHash) && !query.admits(factsFor(known, facts, 0, isOver))) return false;
  if (query.needles.length === 0) return true;
  const text = record.bytes.toString('latin1').toLowerCase();
  return query.needles.every((needle) => text.includes(needle));
}

function factsFor(
  { time, seq, providerIdentifier: provider }: Pick<StoredEvent, 'time' | 'seq' | 'providerIdentifier'>,
  marks: Marks,
  flags: number,
  isOver: (marks: Marks, seq: number) => boolean,
) {
  return {
    time,
    level: marks.level,
    provider,
    acked: (flags & FLAG.acked) !== 0,
    get over() {
      return isOver(marks, seq);
    },
  };
}
