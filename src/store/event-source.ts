import type { StoredEvent } from '../event.ts';
import type { EventTable } from './event-table.ts';
import type { Gap } from './heartbeat.ts';
import type { HistoryObserver } from './history.ts';
import type { LogProblems } from './log-reader.ts';
import type { Found } from './record-search.ts';
import type { StorageTrouble } from './storage-health.ts';

/** What others may do with the events: look, be told, and mark them. */
export interface EventSource {
  readonly table: EventTable;
  readonly problems: LogProblems;
  readonly trouble: StorageTrouble;
  /** How much of the history has been read, from 0 to 1; absent when all of it has. */
  readonly indexed: number | undefined;
  /** When the timeline was last left, ISO 8601; absent at the first visit. */
  readonly lastVisit: string | undefined;
  /** The largest `seq` there was then; absent where that was not noted. */
  readonly lastSeen?: number | undefined;
  /** When nothing listened, oldest first. */
  readonly gaps: readonly Gap[];
  /** The event in a slot of the table; undefined when its record cannot be read. */
  event(slot: number): StoredEvent | undefined;
  /**
   * Reads the events of slots whose records hold every one of some lower-case ASCII texts, without regard to case; a
   * few milliseconds' worth at a time, in no order.
   */
  search(slots: readonly number[], needles: readonly string[]): Iterable<Found[]>;
  /** From now on tells of each event that comes or goes, while it does; returns how to stop. */
  observe(observer: HistoryObserver): () => void;
  /** Calls `listener` some time after each change of anything above; returns how to stop. */
  subscribe(listener: () => void): () => void;
  /**
   * Sets or clears a flag for events, `acked` or `dismissed`; resolves when that is on disk.
   *
   * @throws Error from the file system; it stands until the program ends then.
   */
  flag(slots: readonly number[], flag: number, on: boolean): Promise<void>;
}
