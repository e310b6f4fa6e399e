import type { IncomingEvent, StoredEvent } from '../event.ts';
import { removeLeftovers } from './compaction.ts';
import type { EventSource } from './event-source.ts';
import type { EventTable } from './event-table.ts';
import { flagSlots } from './flag-slots.ts';
import { Followers } from './followers.ts';
import { GonePlaces } from './gone-places.ts';
import { type Gap, Heartbeat } from './heartbeat.ts';
import { History, type HistoryObserver } from './history.ts';
import { Indexing } from './indexing.ts';
import type { LogProblems } from './log-reader.ts';
import type { Marker } from './marker.ts';
import { Pruner } from './pruner.ts';
import type { Pruned, PruneOptions } from './pruning.ts';
import { RecordReader } from './record-reader.ts';
import { type Found, searchRecords } from './record-search.ts';
import { Recorder, type Stored } from './recorder.ts';
import { remarkAll } from './remarking.ts';
import { segmentsIn } from './segment-files.ts';
import { SoonTold } from './soon-told.ts';
import { StorageHealth, type StorageTrouble } from './storage-health.ts';
import { UserState } from './user-state.ts';

/** The events, in memory and on disk. */
export class EventStore implements EventSource {
  /** Those in other processes who keep up with it. */
  readonly followers: Followers;
  readonly #dir: string;
  readonly #recorder: Recorder;
  readonly #reader: RecordReader;
  readonly #history: History;
  readonly #user: UserState;
  readonly #indexing: Indexing;
  readonly #health: StorageHealth;
  readonly #marker: Marker;
  readonly #listeners = new SoonTold();
  #heartbeat: Heartbeat | undefined;
  readonly #pruner: Pruner;
  #closing = false;

  private constructor(dir: string, marker: Marker, user: UserState, onCommit: (seconds: number) => void) {
    this.#dir = dir;
    this.#user = user;
    this.#marker = marker;
    this.#reader = new RecordReader(segmentsIn(dir));
    const gone = new GonePlaces();
    this.#history = new History(this.#reader, marker, (event) => user.flagsOf(event), gone);
    // What was seen is told by it: it goes on also where no event is left that bears it.
    this.#history.lastSeq = user.lastSeen ?? 0;
    this.#recorder = new Recorder(dir, marker, this.#history, {
      failed: (error) => this.#health.failed(error),
      durable: (seconds) => {
        this.#health.good();
        onCommit(seconds);
      },
      known: (events) => {
        this.followers.committed(events);
        this.#listeners.tell();
      },
    });
    const { log, live } = this.#recorder;
    this.followers = new Followers(this.#history, user, log);
    this.#indexing = new Indexing(
      { log, history: this.#history, reader: this.#reader, marker, live },
      () => {
        const touched = user.touched();
        return (idHash) => touched.has(idHash);
      },
      () => this.#listeners.tell(),
    );
    this.#health = new StorageHealth(
      () => log.probe(),
      () => this.#listeners.tell(),
    );
    this.#pruner = new Pruner({
      log: {
        dir,
        log,
        history: this.#history,
        gone,
        reader: this.#reader,
        rotate: () => this.#recorder.rotate(),
        encode: this.#recorder.encode,
        forget: (id) => user.forget(id),
        followers: this.followers,
        stopped: () => this.#closing,
      },
      ready: () => this.index().then(() => live.quiet()),
      lacking: () => (this.whole ? undefined : (this.problems.unread ?? 'it is being closed')),
      done: async () => {
        await user.save();
        this.#listeners.tell();
      },
    });
  }

  /**
   * Opens the store of a data directory that this process owns, with the newest events; {@link index} brings
   * the rest.
   *
   * @param marker what the scores say of an event, as far as it is kept in memory
   * @param onCommit told how long each write to the log took that is durable
   */
  static async open(
    dir: string,
    marker: Marker,
    onCommit: (seconds: number) => void = () => {},
  ): Promise<EventStore> {
    const store = new EventStore(dir, marker, await UserState.open(dir), onCommit);
    await store.#recorder.open();
    await removeLeftovers(dir).catch(() => {});
    return store;
  }

  get table(): EventTable {
    return this.#history.table;
  }

  get problems(): LogProblems {
    return this.#recorder.log.problems;
  }

  get trouble(): StorageTrouble {
    return this.#health.trouble;
  }

  get indexed(): number | undefined {
    return this.#indexing.share;
  }

  get lastVisit(): string | undefined {
    return this.#user.lastVisit;
  }

  get lastSeen(): number | undefined {
    return this.#user.lastSeen;
  }

  /** The `seq` of the newest event that is known; what lies behind it in the log is not on disk yet. */
  get lastSeq(): number {
    return this.#history.lastSeq;
  }

  get gaps(): readonly Gap[] {
    return this.#heartbeat?.gaps ?? [];
  }

  event(slot: number): StoredEvent | undefined {
    return this.#history.event(slot);
  }

  search(slots: readonly number[], needles: readonly string[]): Iterable<Found[]> {
    return searchRecords(this.table, this.#reader, slots, needles);
  }

  observe(observer: HistoryObserver): () => void {
    return this.#history.observe(observer);
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Events can come from now on: what is missing from here to the next start is a gap. */
  async listening(): Promise<void> {
    this.#heartbeat = await Heartbeat.start(this.#dir, {
      lastReceived: this.#recorder.lastReceived,
      onGap: () => this.#listeners.tell(),
    });
  }

  /** Something is about to be received: a gap that ends here is noted before it. */
  awake(): void {
    this.#heartbeat?.awake();
  }

  /** Reads the rest of the history, leaving the event loop free in between; resolves when all of it is known. */
  index(): Promise<void> {
    return this.#indexing.run();
  }

  async flag(slots: readonly number[], flag: number, on: boolean): Promise<void> {
    await flagSlots({ history: this.#history, user: this.#user, followers: this.followers }, slots, flag, on);
    this.#listeners.tell();
    await this.#user.save();
  }

  /** The scores have changed; see {@link remarkAll}. */
  remark(isAffected: (provider: string) => boolean): Promise<void> {
    const remarking = {
      history: this.#history,
      reader: this.#reader,
      marker: this.#marker,
      rest: () => this.index(),
      stopped: () => this.#closing,
      tell: () => this.#listeners.tell(),
    };
    return remarkAll(remarking, this.indexed !== undefined, isAffected);
  }

  /**
   * Notes that a timeline is being left.
   *
   * @param seq the largest that it had
   */
  async visited(seq = this.lastSeq): Promise<void> {
    this.#user.visited(new Date(), Math.max(seq, this.lastSeen ?? 0));
    await this.#user.save();
  }

  /** Whether the whole history is known. While it is not, nothing of it may be given up. */
  get whole(): boolean {
    return this.#indexing.complete;
  }

  /**
   * Gives up what the limits do not keep, once the whole history is known; one such work at a time.
   *
   * @throws Error when the whole history cannot be known: what is not would be taken for room to give back.
   */
  prune(options: PruneOptions): Promise<Pruned> {
    return this.#pruner.run(options);
  }

  /**
   * Stores an event; resolves when it is on disk. An `externalID` seen before from the same provider makes it
   * the new version of that event: such an event waits until the whole history is known.
   *
   * @throws Error from the file system when it could not be stored; nothing of it remains then.
   */
  async append(incoming: IncomingEvent): Promise<Stored> {
    if (incoming.externalID === undefined) return this.#recorder.add(incoming);
    await this.index();
    // Which event it is a version of cannot be told any more, and after the close nobody would store it.
    if (this.#closing && !this.whole) throw new Error('tempo-tui is being stopped');
    return this.#recorder.addVersion(incoming);
  }

  /** Waits for what is under way, then closes the log. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#health.close();
    await this.#indexing.close();
    await this.#pruner.quiet();
    await this.#recorder.quiet();
    await this.#heartbeat?.stop();
    await this.#recorder.log.close();
    this.#reader.close();
  }
}
