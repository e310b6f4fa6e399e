import { parseQuery } from '../../score/query.ts';
import { isOfAgenda, isSettled } from '../../score/roles.ts';
import type { ScoreBook } from '../../score/score-book.ts';
import type { EventSource } from '../../store/event-source.ts';
import { FLAG } from '../../store/event-table.ts';
import type { ToldEvent } from '../event-line.ts';

export interface ArrivalOptions {
  /** A query; the empty one fits everything. */
  filter: string;
  /** Also those that their score dismisses as they arrive. */
  withDismissed: boolean;
}

/** Tells, while it happens, of each event that is received from now on and that fits. */
export function watchArrivals(
  source: Pick<EventSource, 'table' | 'event' | 'observe'>,
  book: ScoreBook,
  { filter, withDismissed }: ArrivalOptions,
  tell: (told: ToldEvent) => void,
): void {
  const { table } = source;
  const now = Date.now();
  let query = parseQuery(filter, book, now);
  // What it says of sources and badges may be something else then.
  book.subscribe(() => {
    query = parseQuery(filter, book, now);
  });
  const isAdmitted = (slot: number, flags: number) =>
    query.admits({
      time: table.time(slot),
      level: table.level(slot),
      provider: table.provider(slot),
      acked: (flags & FLAG.acked) !== 0,
      // The newest of its episode, it says by itself whether that is over.
      over: isOfAgenda(table.role(slot)) || isSettled(table.role(slot)),
    });
  source.observe({
    entered: (slot, live) => {
      const flags = table.flags(slot);
      if (!live || (!withDismissed && (flags & FLAG.dismissed) !== 0) || !isAdmitted(slot, flags)) return;
      const event = source.event(slot);
      const told = event && { event, meaning: book.interpret(event), flags };
      if (told && query.fits(told)) tell(told);
    },
    leaving: () => {},
  });
}
