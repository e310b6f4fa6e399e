import { Low } from 'lowdb';
import type { IncomingEvent, StoredEvent } from '../event.ts';
import { EventLog, SEGMENT_BYTES } from './event-log.ts';
import { rowOf } from './facts-row.ts';
import { GroupCommit } from './group-commit.ts';
import type { History } from './history.ts';
import { LiveIndex } from './live-index.ts';
import type { Marker } from './marker.ts';
import { RecordMaker } from './record-maker.ts';
import { Stamping } from './stamping.ts';

/** What became of an event that is now on disk. */
export interface Stored {
  event: StoredEvent;
  outcome: 'accepted' | 'updated';
}

/** Who is told of a write to the log, in this order. */
export interface RecorderHooks {
  /** Nothing of it remains. */
  failed(error: NodeJS.ErrnoException): void;
  /** It is durable, after so many seconds. */
  durable(seconds: number): void;
  /** Its events are in memory, too. */
  known(events: readonly StoredEvent[]): void;
}

/**
 * The way of an event into a store: it is stamped, written to the log, and taken into memory. Memory changes only after
 * the disk has: a write that fails leaves no event that could be seen and then vanish.
 */
export class Recorder {
  readonly log: EventLog;
  readonly live: LiveIndex;
  readonly #low: Low<StoredEvent[]>;
  readonly #history: History;
  readonly #maker: RecordMaker;
  readonly #stamping: Stamping;
  readonly #hooks: RecorderHooks;
  #lastReceived: number | undefined;
  readonly #commits = new GroupCommit<StoredEvent, Stored>((events) => this.#commit(events));

  constructor(dir: string, marker: Marker, history: History, hooks: RecorderHooks) {
    this.#history = history;
    this.#hooks = hooks;
    this.#maker = new RecordMaker(marker);
    this.log = new EventLog(dir, this.#maker.encode);
    this.#low = new Low<StoredEvent[]>(this.log, []);
    this.#stamping = new Stamping(history, marker);
    this.live = new LiveIndex(dir, marker, SEGMENT_BYTES);
  }

  /** When the newest event of earlier runs was received, in milliseconds since the epoch; absent: there was none. */
  get lastReceived(): number | undefined {
    return this.#lastReceived;
  }

  /** Writes an event as a record. */
  get encode(): (event: StoredEvent) => Buffer {
    return this.#maker.encode;
  }

  /** Reads the newest events of the log. */
  async open(): Promise<void> {
    await this.#low.read();
    const events = this.#low.data;
    this.#low.data = [];
    this.#keep(events, false);
    const last = events.at(-1);
    this.#lastReceived = last && Date.parse(last.receivedAt);
  }

  /** Stores an event that has no other versions; resolves when it is on disk. */
  async add(incoming: IncomingEvent): Promise<Stored> {
    return this.#commits.add(this.#stamping.stamp(incoming));
  }

  /** The same for one with an `externalID`. The whole history must be known. */
  addVersion(incoming: IncomingEvent): Promise<Stored> {
    return this.#stamping.version(incoming, (event) => this.#commits.add(event));
  }

  /** Ends the segment that is appended to, when no write is under way. */
  async rotate(): Promise<void> {
    await this.#commits.quiet();
    this.log.rotate();
  }

  /** Resolves when nothing is being written any more. */
  async quiet(): Promise<void> {
    await this.#commits.quiet();
    await this.live.quiet();
  }

  async #commit(events: StoredEvent[]): Promise<Stored[]> {
    const begun = performance.now();
    try {
      this.#low.data = events;
      await this.#low.write();
    } catch (error) {
      this.#hooks.failed(error as NodeJS.ErrnoException);
      throw error;
    } finally {
      this.#low.data = [];
    }
    this.#hooks.durable((performance.now() - begun) / 1000);
    const kept = this.#keep(events, true);
    this.#hooks.known(events);
    return events.map((event, at) => ({ event, outcome: kept[at] === 'new' ? 'accepted' : 'updated' }));
  }

  /** Takes in events that lie where the log says. */
  #keep(events: readonly StoredEvent[], live: boolean) {
    return events.map((event, at) => {
      const place = this.log.places[at]!;
      const marks = this.#maker.marksOf(event);
      this.live.add(rowOf(event, marks), place);
      return this.#history.keep({ event, place }, live, marks);
    });
  }
}
