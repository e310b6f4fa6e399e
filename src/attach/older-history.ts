import { safeText } from '../safe-text.ts';
import type { Place } from '../store/event-table.ts';
import { placesIn, segmentFiles } from '../store/log-lines.ts';
import { olderLog } from '../store/older-log.ts';
import type { AttachedStore } from './attached-store.ts';
import { tellHistory } from './backfill.ts';
import type { ReceiverAddress } from './receiver-link.ts';
import type { Scratch } from './scratch.ts';
import { MOST_REASON } from './stay-on-line.ts';

export interface OlderParts {
  store: AttachedStore;
  address: ReceiverAddress;
  /** Where the log can be read from here; absent for a receiver on another machine. */
  dataDir: string | undefined;
  /** Where what is told lies otherwise. */
  scratch: Scratch | undefined;
  closing: AbortSignal;
}

/**
 * What a receiver had before its newest events: read from its log on this machine, told by it from another. Keeps up, too,
 * with segments of the log that are written anew.
 */
export class OlderHistory {
  readonly #parts: OlderParts;
  /** The oldest record that was told before: its `seq` and where it lies. */
  #oldest: { seq: number; place: Place } | undefined;
  #reading: Promise<void> | undefined;
  #stop = new AbortController();
  /** Segments that were written anew while the history was being read. */
  readonly #rewritten = new Set<number>();
  /** Which files the segments were when all had been told. */
  #files: ReadonlyMap<number, string> = new Map();

  constructor(parts: OlderParts) {
    this.#parts = parts;
  }

  get isRead(): boolean {
    return this.#reading === undefined;
  }

  /** A record is known that need not be read. */
  isKnown(seq: number, place: Place): void {
    if (this.#oldest === undefined || seq < this.#oldest.seq) this.#oldest = { seq, place };
  }

  /** Nothing is known any more; resolves when nothing is being read. */
  async forget(): Promise<void> {
    this.#oldest = undefined;
    this.#stop.abort();
    await this.quiet();
    this.#stop = new AbortController();
  }

  /**
   * Begins to read what is older than all that is known.
   *
   * @param size how many events there are, as far as that is known
   */
  read(size: number): void {
    const { store } = this.#parts;
    if (this.#oldest === undefined) return;
    this.#reading = this.#read(this.#oldest, size)
      .catch((error: Error) => {
        store.unread = safeText(error.message, MOST_REASON);
        store.tell();
      })
      .finally(() => {
        this.#reading = undefined;
      });
  }

  /** Resolves when nothing is being read. */
  async quiet(): Promise<void> {
    await this.#reading;
  }

  /** A segment was written anew or removed. */
  async rewritten(segment: number): Promise<void> {
    const { dataDir, store } = this.#parts;
    if (dataDir === undefined) return;
    // What is being read may have been found where it lay before.
    if (this.#reading) this.#rewritten.add(segment);
    store.moveSegment(segment, await placesIn(dataDir, segment));
  }

  /** Finds segments that were written anew while nobody told of it. */
  async lookAtSegments(): Promise<void> {
    const { dataDir } = this.#parts;
    if (dataDir === undefined) return;
    const files = await segmentFiles(dataDir);
    for (const [segment, file] of this.#files) if (files.get(segment) !== file) await this.rewritten(segment);
    this.#files = files;
  }

  async #read({ seq: before, place }: { seq: number; place: Place }, size: number): Promise<void> {
    const { store, dataDir, scratch, address, closing } = this.#parts;
    if (dataDir !== undefined) {
      const log = await olderLog(dataDir, place);
      if (closing.aborted) return;
      await store.readLog(log);
      for (const segment of this.#rewritten) store.moveSegment(segment, await placesIn(dataDir, segment));
      this.#rewritten.clear();
      return;
    }
    if (!scratch) return;
    const stop = AbortSignal.any([closing, this.#stop.signal]);
    await tellHistory({ store, address, scratch, before, size, closing: stop });
  }
}
