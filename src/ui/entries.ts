import type { StoredEvent } from '../event.ts';
import type { Meaning, ScoreBook } from '../score/score-book.ts';
import type { EventSource } from '../store/event-source.ts';
import type { EventTable } from '../store/event-table.ts';

/** An event with what its score says of it. */
export interface Entry {
  event: StoredEvent;
  meaning: Meaning;
}

/** The events of a store with their meanings, which are worked out once for each event and version of its score. */
export class Entries {
  readonly #source: EventSource;
  readonly #book: ScoreBook;
  #meanings = new WeakMap<StoredEvent, Meaning>();

  constructor(source: EventSource, book: ScoreBook) {
    this.#source = source;
    this.#book = book;
  }

  /** The event in a slot, read from disk where it has to be; one that cannot be read is stood in for. */
  at(slot: number): Entry {
    const event = this.#source.event(slot) ?? unreadable(this.#source.table, slot);
    const meaning = this.#meanings.get(event) ?? this.#book.interpret(event);
    this.#meanings.set(event, meaning);
    return { event, meaning };
  }

  /** The scores have changed: events may mean something else from now on. */
  reinterpret(): void {
    this.#meanings = new WeakMap();
  }
}

/** Stands in for an event whose record cannot be read any more. */
function unreadable(table: EventTable, slot: number): StoredEvent {
  const time = table.time(slot);
  return {
    id: '',
    seq: table.seq(slot),
    title: 'This event cannot be read from the disk any more',
    providerIdentifier: table.provider(slot),
    eventType: 'event',
    startDate: new Date(time).toISOString(),
    receivedAt: new Date(table.received(slot) * 1000).toISOString(),
    time,
    metadata: {},
  };
}
