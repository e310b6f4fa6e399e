import { randomUUID } from 'node:crypto';
import { Low } from 'lowdb';
import type { IncomingEvent, StoredEvent } from '../event.ts';
import { EventLog, type LogProblems } from './event-log.ts';

/** What became of an event that is now on disk. */
export interface Stored {
  event: StoredEvent;
  outcome: 'accepted' | 'updated';
}

/** Why nothing can be stored at present; `undefined` while all is well. */
export type StorageTrouble = { code: string; message: string } | undefined;

/** What others may do with the events: look, and be told. */
export interface EventSource {
  readonly size: number;
  readonly problems: LogProblems;
  readonly trouble: StorageTrouble;
  /** In the order of the log. */
  events(): Iterable<StoredEvent>;
  /** Calls `listener` after each change with the events that became durable; returns how to stop. */
  subscribe(listener: (changes: readonly StoreChange[]) => void): () => void;
}

export interface StoreChange {
  event: StoredEvent;
  /** The version this one takes the place of. */
  replaced?: StoredEvent;
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
  readonly #byId = new Map<string, StoredEvent>();
  /** `externalID` to `id`, also of events still on their way to disk. */
  readonly #idByExternal = new Map<string, string>();
  readonly #listeners = new Set<(changes: readonly StoreChange[]) => void>();
  #queue: Waiting[] = [];
  #flushing: Promise<void> | undefined;
  #seq = 0;
  #trouble: StorageTrouble;

  private constructor(dir: string) {
    this.#log = new EventLog(dir);
    this.#low = new Low<StoredEvent[]>(this.#log, []);
  }

  /** Opens the store of a data directory that this process owns, with its whole history. */
  static async open(dir: string): Promise<EventStore> {
    const store = new EventStore(dir);
    await store.#low.read();
    for (const event of store.#low.data) store.#keep(event);
    store.#low.data = [];
    return store;
  }

  get size(): number {
    return this.#byId.size;
  }

  get problems(): LogProblems {
    return this.#log.problems;
  }

  get trouble(): StorageTrouble {
    return this.#trouble;
  }

  events(): Iterable<StoredEvent> {
    return this.#byId.values();
  }

  subscribe(listener: (changes: readonly StoreChange[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Stores an event; resolves when it is on disk. An `externalID` seen before from the same provider makes it
   * the new version of that event.
   *
   * @throws Error from the file system when it could not be stored; nothing of it remains then.
   */
  append(incoming: IncomingEvent): Promise<Stored> {
    const external = externalKey(incoming);
    const id = (external && this.#idByExternal.get(external)) ?? randomUUID();
    if (external) this.#idByExternal.set(external, id);
    this.#seq += 1;
    const event: StoredEvent = { ...incoming, id, seq: this.#seq, receivedAt: new Date().toISOString() };
    return new Promise((done, fail) => {
      this.#queue.push({ event, done, fail });
      this.#flushing ??= this.#flush();
    });
  }

  /** Waits for what is under way, then closes the log. */
  async close(): Promise<void> {
    await this.#flushing;
    await this.#log.close();
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
    const changes: StoreChange[] = [];
    const answers: (() => void)[] = [];
    for (const { event, done } of group) {
      const replaced = this.#byId.get(event.id);
      this.#keep(event);
      changes.push(replaced ? { event, replaced } : { event });
      answers.push(() => done({ event, outcome: replaced ? 'updated' : 'accepted' }));
    }
    this.#trouble = undefined;
    for (const answer of answers) answer();
    this.#tell(changes);
  }

  #abandon(group: Waiting[], error: NodeJS.ErrnoException): void {
    this.#trouble = { code: error.code ?? 'EIO', message: error.message };
    for (const { event, fail } of group) {
      const external = externalKey(event);
      if (external && !this.#byId.has(event.id)) this.#idByExternal.delete(external);
      fail(error);
    }
    this.#tell([]);
  }

  #tell(changes: readonly StoreChange[]): void {
    // In a turn of its own: a listener that throws must not look like a disk that failed.
    for (const listener of this.#listeners) queueMicrotask(() => listener(changes));
  }

  #keep(event: StoredEvent): void {
    this.#seq = Math.max(this.#seq, event.seq);
    this.#byId.set(event.id, event);
    const external = externalKey(event);
    if (external) this.#idByExternal.set(external, event.id);
  }
}

function externalKey(event: IncomingEvent): string | undefined {
  return event.externalID === undefined ? undefined : `${event.providerIdentifier}\n${event.externalID}`;
}
