import type { StoredEvent } from '../../src/event.ts';
import { ScoreBook } from '../../src/score/score-book.ts';
import { marker, Subjects } from '../../src/score/subjects.ts';
import type { EventSource } from '../../src/store/event-source.ts';
import { EventTable } from '../../src/store/event-table.ts';
import type { HistoryObserver } from '../../src/store/history.ts';
import type { Marker } from '../../src/store/marker.ts';
import type { Found } from '../../src/store/record-search.ts';
import type { StorageTrouble } from '../../src/store/storage-health.ts';
import { TimelineFeed } from '../../src/ui/feed.ts';

/** A store in memory that the test feeds. */
export class MemorySource implements EventSource {
  readonly table = new EventTable();
  readonly book: ScoreBook;
  readonly subjects = new Subjects();
  problems: EventSource['problems'] = { damaged: 0, torn: 0, newer: 0, foreign: [] };
  trouble: StorageTrouble;
  indexed: number | undefined;
  lastVisit: string | undefined;
  gaps: EventSource['gaps'] = [];
  readonly listeners = new Set<() => void>();
  readonly observers = new Set<HistoryObserver>();
  readonly #marker: Marker;
  readonly #bySlot = new Map<number, StoredEvent>();

  constructor(events: readonly StoredEvent[] = [], book = new ScoreBook()) {
    this.book = book;
    this.#marker = marker(book, this.subjects);
    for (const event of events) this.#add(event, false);
  }

  event(slot: number): StoredEvent | undefined {
    return this.#bySlot.get(slot);
  }

  *search(slots: readonly number[], needles: readonly string[]): Iterable<Found[]> {
    for (const slot of slots) {
      const event = this.#bySlot.get(slot);
      const record = JSON.stringify(event ?? '').toLowerCase();
      if (event && needles.every((needle) => record.includes(needle))) yield [{ slot, event }];
    }
  }

  observe(observer: HistoryObserver): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async flag(slots: readonly number[], flag: number, on: boolean): Promise<void> {
    for (const slot of slots) {
      for (const { leaving } of this.observers) leaving(slot);
      this.table.setFlag(slot, flag, on);
      for (const { entered } of this.observers) entered(slot, false);
    }
    for (const listener of this.listeners) listener();
  }

  feed(): TimelineFeed {
    return new TimelineFeed(this, this.book, this.subjects);
  }

  slotOf({ id }: StoredEvent): number {
    return [...this.#bySlot].find(([, event]) => event.id === id)![0];
  }

  arrive(...events: StoredEvent[]): void {
    for (const event of events) this.#add(event, true);
    for (const listener of this.listeners) listener();
  }

  /** Events come that were stored before. */
  load(...events: StoredEvent[]): void {
    for (const event of events) this.#add(event, false);
    for (const listener of this.listeners) listener();
  }

  /** A new version of an event comes, with the same id. */
  update(event: StoredEvent): void {
    const slot = this.slotOf(event);
    for (const { leaving } of this.observers) leaving(slot);
    this.#enter(slot, event, true);
    for (const listener of this.listeners) listener();
  }

  /** The record of an event can no longer be read. */
  lose(event: StoredEvent): void {
    this.#bySlot.delete(this.slotOf(event));
  }

  #add(event: StoredEvent, live: boolean): void {
    this.#enter(this.table.allocate(), event, live);
  }

  #enter(slot: number, event: StoredEvent, live: boolean): void {
    this.table.set(slot, event, { segment: 1, offset: 0, length: 0 }, this.#marker.mark(event));
    this.#bySlot.set(slot, event);
    for (const { entered } of this.observers) entered(slot, live);
  }
}
