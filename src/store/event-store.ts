import { randomUUID } from 'node:crypto';
import { Low } from 'lowdb';
import type { IncomingEvent, StoredEvent } from '../event.ts';
import { EventLog, type LogProblems } from './event-log.ts';
import type { EventTable, Marks } from './event-table.ts';
import { History, type HistoryObserver } from './history.ts';
import { RecordReader } from './record-reader.ts';

/** While nothing can be stored, this often it is tried whether the disk has recovered, in milliseconds. */
const PROBE_MS = 3000;

/** Listeners hear of the progress of indexing this often, in milliseconds. */
const PROGRESS_MS = 200;

/** What became of an event that is now on disk. */
export interface Stored {
  event: StoredEvent;
  outcome: 'accepted' | 'updated';
}

/** Why nothing can be stored at present; `undefined` while all is well. */
export type StorageTrouble = { code: string; message: string } | undefined;

/** What others may do with the events: look, and be told. */
export interface EventSource {
  readonly table: EventTable;
  readonly problems: LogProblems;
  readonly trouble: StorageTrouble;
  /** How much of the history has been read, from 0 to 1; absent when all of it has. */
  readonly indexed: number | undefined;
  /** The event in a slot of the table; undefined when its record cannot be read. */
  event(slot: number): StoredEvent | undefined;
  /** From now on tells of each event that comes or goes, while it does; returns how to stop. */
  observe(observer: HistoryObserver): () => void;
  /** Calls `listener` some time after each change of anything above; returns how to stop. */
  subscribe(listener: () => void): () => void;
}

interface Waiting {
  event: StoredEvent;
  done: (stored: Stored) => void;
  fail: (error: Error) => void;
}

/**
 * The events, in memory and on disk. Memory changes only after the disk has: a write that fails leaves no
 * event that could be seen and then vanish.
 */
export class EventStore implements EventSource {
  readonly #log: EventLog;
  readonly #low: Low<StoredEvent[]>;
  readonly #reader: RecordReader;
  readonly #history: History;
  readonly #listeners = new Set<() => void>();
  /** `id` of what is still on its way to disk, by `externalID`. */
  readonly #underWay = new Map<string, string>();
  #queue: Waiting[] = [];
  #flushing: Promise<void> | undefined;
  #indexing: Promise<void> | undefined;
  #indexedBytes = 0;
  #toldAt = 0;
  #closing = false;
  #seq = 0;
  #trouble: StorageTrouble;
  #probe: NodeJS.Timeout | undefined;

  private constructor(dir: string, mark: (event: StoredEvent) => Marks) {
    this.#log = new EventLog(dir);
    this.#low = new Low<StoredEvent[]>(this.#log, []);
    this.#reader = new RecordReader(dir);
    this.#history = new History(this.#reader, mark);
  }

  /**
   * Opens the store of a data directory that this process owns, with the newest events; {@link index} brings
   * the rest.
   *
   * @param mark what the scores say of an event, as far as it is kept in memory
   */
  static async open(dir: string, mark: (event: StoredEvent) => Marks): Promise<EventStore> {
    const store = new EventStore(dir, mark);
    await store.#low.read();
    store.#keep(store.#low.data, false);
    store.#low.data = [];
    return store;
  }

  get table(): EventTable {
    return this.#history.table;
  }

  get problems(): LogProblems {
    return this.#log.problems;
  }

  get trouble(): StorageTrouble {
    return this.#trouble;
  }

  get indexed(): number | undefined {
    const { olderBytes } = this.#log;
    return this.#indexedBytes < olderBytes ? this.#indexedBytes / olderBytes : undefined;
  }

  event(slot: number): StoredEvent | undefined {
    return this.#history.event(slot);
  }

  observe(observer: HistoryObserver): () => void {
    return this.#history.observe(observer);
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Reads the rest of the history, leaving the event loop free in between; resolves when all of it is known. */
  index(): Promise<void> {
    this.#indexing ??= this.#readOlder();
    return this.#indexing;
  }

  /**
   * Stores an event; resolves when it is on disk. An `externalID` seen before from the same provider makes it
   * the new version of that event: such an event waits until the whole history is known.
   *
   * @throws Error from the file system when it could not be stored; nothing of it remains then.
   */
  async append(incoming: IncomingEvent): Promise<Stored> {
    const external = externalKey(incoming);
    if (external !== undefined) await this.index();
    const id = this.#idOf(incoming, external);
    if (external !== undefined) this.#underWay.set(external, id);
    this.#seq += 1;
    const event: StoredEvent = { ...incoming, id, seq: this.#seq, receivedAt: new Date().toISOString() };
    return new Promise((done, fail) => {
      this.#queue.push({ event, done, fail });
      this.#flushing ??= this.#flush();
    });
  }

  /** Waits for what is under way, then closes the log. */
  async close(): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#probe);
    await this.#indexing;
    await this.#flushing;
    await this.#log.close();
    this.#reader.close();
  }

  #idOf(incoming: IncomingEvent, external: string | undefined): string {
    if (external === undefined) return randomUUID();
    const underWay = this.#underWay.get(external);
    if (underWay !== undefined) return underWay;
    const slot = this.#history.slotOf(incoming);
    return (slot === undefined ? undefined : this.#history.event(slot)?.id) ?? randomUUID();
  }

  async #readOlder(): Promise<void> {
    try {
      for await (const recorded of this.#log.older()) {
        if (this.#closing) return;
        for (const each of recorded) {
          this.#seq = Math.max(this.#seq, each.event.seq);
          this.#history.keep(each, false);
          this.#indexedBytes += each.place.length;
        }
        this.#tellProgress();
      }
    } catch (error) {
      // What can be read is shown and what comes is stored; the rest is said.
      this.problems.unread = (error as Error).message;
    }
    this.#indexedBytes = this.#log.olderBytes;
    this.#tell();
  }

  /** Group commit: what arrives while one write is under way goes into the next. */
  async #flush(): Promise<void> {
    while (this.#queue.length > 0) {
      const group = this.#queue;
      this.#queue = [];
      try {
        this.#low.data = group.map(({ event }) => event);
        await this.#low.write();
        this.#commit(group);
      } catch (error) {
        this.#abandon(group, error as NodeJS.ErrnoException);
      }
    }
    this.#low.data = [];
    this.#flushing = undefined;
  }

  #commit(group: Waiting[]): void {
    this.#setTrouble(undefined);
    const outcomes = this.#keep(
      group.map(({ event }) => event),
      true,
    );
    for (const [at, { event, done }] of group.entries()) {
      this.#forgetUnderWay(event);
      done({ event, outcome: outcomes[at] === 'new' ? 'accepted' : 'updated' });
    }
    this.#tell();
  }

  #abandon(group: Waiting[], error: NodeJS.ErrnoException): void {
    this.#setTrouble({ code: error.code ?? 'EIO', message: error.message });
    for (const { event, fail } of group) {
      this.#forgetUnderWay(event);
      fail(error);
    }
    this.#tell();
  }

  #forgetUnderWay(event: StoredEvent): void {
    const external = externalKey(event);
    const again = this.#queue.some(({ event: other }) => other.id === event.id);
    if (external !== undefined && !again) this.#underWay.delete(external);
  }

  /** Takes in events that lie where the log says. */
  #keep(events: readonly StoredEvent[], live: boolean) {
    return events.map((event, at) => {
      this.#seq = Math.max(this.#seq, event.seq);
      return this.#history.keep({ event, place: this.#log.places[at]! }, live);
    });
  }

  #setTrouble(trouble: StorageTrouble): void {
    this.#trouble = trouble;
    clearTimeout(this.#probe);
    this.#probe =
      trouble && !this.#closing ? setTimeout(() => void this.#tryAgain(), PROBE_MS).unref() : undefined;
  }

  /** A sender that was refused does not come back: nobody else finds out that there is room again. */
  async #tryAgain(): Promise<void> {
    try {
      await this.#log.probe();
      this.#setTrouble(undefined);
    } catch (error) {
      const { code = 'EIO', message } = error as NodeJS.ErrnoException;
      this.#setTrouble({ code, message });
    }
    this.#tell();
  }

  /** A screen drawn anew at every step would take more time than the steps. */
  #tellProgress(): void {
    const now = performance.now();
    if (now - this.#toldAt < PROGRESS_MS) return;
    this.#toldAt = now;
    this.#tell();
  }

  #tell(): void {
    // In a turn of its own: a listener that throws must not look like a disk that failed.
    for (const listener of this.#listeners) queueMicrotask(listener);
  }
}

function externalKey({ providerIdentifier, externalID }: IncomingEvent): string | undefined {
  return externalID === undefined ? undefined : `${providerIdentifier}\n${externalID}`;
}
