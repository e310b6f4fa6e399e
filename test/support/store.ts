import { onTestFinished } from 'vitest';
import type { StoredEvent } from '../../src/event.ts';
import { ScoreBook } from '../../src/score/score-book.ts';
import { marker, Subjects } from '../../src/score/subjects.ts';
import { EventStore } from '../../src/store/event-store.ts';
import { readEvents } from '../../src/store/stored-log.ts';

/** The store of a folder, closed when the test ends. */
export async function openStore(dir: string): Promise<EventStore> {
  const store = await EventStore.open(dir, marker(new ScoreBook(), new Subjects()));
  onTestFinished(() => store.close());
  return store;
}

/** What a folder's log holds. */
export async function storedIn(dir: string): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const event of readEvents(dir)) events.push(event);
  return events;
}
