import type { StoredEvent } from '../../src/event.ts';
import { ScoreBook } from '../../src/score/score-book.ts';
import { marker, Subjects } from '../../src/score/subjects.ts';
import type { EventSource } from '../../src/store/event-source.ts';
import { MemorySource as Memory } from '../../src/store/memory-source.ts';
import type { StorageTrouble } from '../../src/store/storage-health.ts';
import { TimelineFeed } from '../../src/ui/feed.ts';

/** A store in memory that the test feeds, and to which everything can happen that happens to one on disk. */
export class MemorySource extends Memory {
  override problems: EventSource['problems'] = { damaged: 0, torn: 0, newer: 0, foreign: [] };
  override trouble: StorageTrouble = undefined;
  override indexed: number | undefined = undefined;
  override lastVisit: string | undefined = undefined;
  lastSeen: number | undefined = undefined;
  override gaps: EventSource['gaps'] = [];
  readonly book: ScoreBook;
  readonly subjects: Subjects;

  constructor(events: readonly StoredEvent[] = [], book = new ScoreBook()) {
    const subjects = new Subjects();
    super(marker(book, subjects));
    this.book = book;
    this.subjects = subjects;
    this.load(...events);
  }

  /** How many are told of changes. */
  get watchers(): number {
    return this.listeners.size + this.observers.size;
  }

  feed(): TimelineFeed {
    return new TimelineFeed(this, this.book, this.subjects);
  }

  slotOf({ id }: StoredEvent): number {
    return [...this.bySlot].find(([, event]) => event.id === id)![0];
  }

  /** Events of the history come as one that is read from disk brings them: told of together. */
  loadTogether(...events: readonly StoredEvent[]): void {
    const observers = [...this.observers];
    this.observers.clear();
    this.load(...events);
    for (const observer of observers) {
      this.observers.add(observer);
      observer.loaded?.(this.table.end - events.length, this.table.end);
    }
    this.tell();
  }

  /** A new version of an event comes, with the same id. */
  update(event: StoredEvent): void {
    const slot = this.slotOf(event);
    for (const observer of this.observers) observer.leaving(slot);
    this.enter(slot, event, true);
    this.tell();
  }

  /** An event is removed for good, and its slot is free for another. */
  giveUp(slot: number): void {
    for (const observer of this.observers) observer.leaving(slot);
    const event = this.bySlot.get(slot)!;
    this.bySlot.delete(slot);
    this.table.release(slot, event);
    this.tell();
  }

  /** The record of an event can no longer be read. */
  lose(event: StoredEvent): void {
    this.bySlot.delete(this.slotOf(event));
  }
}
