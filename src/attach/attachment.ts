import { setTimeout as delay } from 'node:timers/promises';
import type { Rejection } from '../rejection.ts';
import type { Place } from '../store/event-table.ts';
import { FLAG } from '../store/event-table.ts';
import { placesIn, segmentFiles } from '../store/log-lines.ts';
import type { Marker } from '../store/marker.ts';
import { olderLog } from '../store/older-log.ts';
import { AttachedStore } from './attached-store.ts';
import { seqOf, tellHistory } from './backfill.ts';
import { type Message, readMessages } from './read-messages.ts';
import { openStream, post, type ReceiverAddress } from './receiver-link.ts';
import { recordIn } from './record-message.ts';
import { Scratch } from './scratch.ts';
import {
  MARKS_AT_ONCE,
  MESSAGES,
  type MessageName,
  type MessageOf,
  markedSchema,
  PATHS,
  PLACED_RECORD,
  RECORD,
  WIRE_VERSION,
} from './wire.ts';

/** A receiver that is gone is looked for again after these, and from then on after the last, in milliseconds. */
const RETRIES_MS = [100, 250, 500, 1000, 2000, 5000];

/** How it stands with the receiver. */
export type LinkState = { kind: 'live' } | { kind: 'lost'; since: number; why: string };

export interface AttachOptions {
  address: ReceiverAddress;
  /** The receiver's data directory, where its log can be read from here; absent for one on another machine. */
  dataDir?: string;
  marker: Marker;
  /** Told of the scores of a receiver on another machine, at first and when they change. */
  onScores(scores: MessageOf<'scores'>): void;
}

/** A receiver speaks another version of what viewers and receivers say to each other. */
export class WireError extends Error {}

/**
 * A timeline's end of the line to a receiver in another process: keeps an {@link AttachedStore} up with it, and comes
 * back by itself where the line breaks, to go on behind the last record that it has.
 */
export class Attachment {
  readonly store: AttachedStore;
  link: LinkState = { kind: 'live' };
  #head!: MessageOf<'head'>;
  #rejections: readonly Rejection[] = [];
  #notes: MessageOf<'notes'> = [];
  readonly #options: AttachOptions;
  readonly #scratch: Scratch | undefined;
  /** The oldest record that was told before the history was read: its `seq` and where it lies. */
  #oldest: { seq: number; place: Place } | undefined;
  /** Reads what was before that. */
  #reading: Promise<void> | undefined;
  readonly #closing = new AbortController();
  readonly #listeners = new Set<() => void>();
  /** Segments that were written anew while the history was being read. */
  readonly #rewritten = new Set<number>();
  /** Which files the segments were when all had been told. */
  #files: ReadonlyMap<number, string> = new Map();
  /** All that was before is told: what comes now is new. */
  #isResumed = false;
  /** The events here were fewer or more than they should be, and were all told anew. */
  #isRenewed = false;

  private constructor(options: AttachOptions) {
    this.#options = options;
    const { address, dataDir, marker } = options;
    this.#scratch = dataDir === undefined ? new Scratch() : undefined;
    const ask = (seqs: readonly number[], flag: number, on: boolean) => askMarks(address, seqs, flag, on);
    const isTrusted = dataDir !== undefined;
    this.store = new AttachedStore(dataDir ?? this.#scratch!.dir, marker, { ask, isTrusted });
  }

  /**
   * Attaches to a receiver; resolves when its newest events are there.
   *
   * @throws AnswerError, WireError, or an error of the connection
   */
  static async open(options: AttachOptions): Promise<Attachment> {
    const attachment = new Attachment(options);
    try {
      await new Promise<void>((done, fail) => attachment.#run(done, fail));
    } catch (error) {
      await attachment.#end();
      throw error;
    }
    return attachment;
  }

  /** What the receiver said of itself last. */
  get head(): MessageOf<'head'> {
    return this.#head;
  }

  /** What it refused, oldest first. */
  get rejections(): readonly Rejection[] {
    return this.#rejections;
  }

  /** What it did and came upon, oldest first. */
  get notes(): MessageOf<'notes'> {
    return this.#notes;
  }

  /** What is wrong with files of its scores folder. */
  get scoreNotices(): MessageOf<'state'>['scoreNotices'] {
    return this.#head.state.scoreNotices;
  }

  /** Calls `listener` after each change of what is not an event; returns how to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Notes that the timeline is left, where that can be told, and lets go. */
  async close(): Promise<void> {
    const { lastSeq } = this.store;
    if (this.link.kind === 'live')
      await post(this.#options.address, PATHS.visit, { seq: lastSeq }).catch(() => {});
    await this.#end();
  }

  async #end(): Promise<void> {
    this.#closing.abort();
    await this.store.close();
    await this.#reading;
    this.#scratch?.close();
  }

  /** @param ready called when the newest events are there; `failed` when that does not come about */
  async #run(ready: () => void, failed: (error: unknown) => void): Promise<void> {
    const { signal } = this.#closing;
    let isOpen = false;
    for (let tries = 0; !signal.aborted; tries += 1) {
      try {
        await this.#follow(() => {
          tries = 0;
          this.#setLink({ kind: 'live' });
          if (!isOpen) ready();
          isOpen = true;
        });
      } catch (error) {
        if (!isOpen) return failed(error);
        this.#lost(error as Error);
      }
      const pause = RETRIES_MS[Math.min(tries, RETRIES_MS.length - 1)];
      await delay(pause, undefined, { signal }).catch(() => {});
    }
  }

  #lost(error: Error): void {
    if (this.#closing.signal.aborted) return;
    const since = this.link.kind === 'lost' ? this.link.since : Date.now();
    this.#setLink({ kind: 'lost', since, why: whyLost(error) });
  }

  /** Takes what a receiver tells until the line breaks. */
  async #follow(ready: () => void): Promise<never> {
    const { signal } = this.#closing;
    const after = this.#isResumed ? { 'last-event-id': String(this.store.lastSeq) } : undefined;
    const options = { signal, ...(after && { headers: after }) };
    const stream = await openStream(this.#options.address, PATHS.stream, options);
    for await (const messages of readMessages(stream)) {
      for (const message of messages) {
        await this.#take(message);
        if (message.name === 'ready') ready();
      }
    }
    throw new Error('the connection ended');
  }

  async #take({ name, data }: Message): Promise<void> {
    if (name === RECORD || name === PLACED_RECORD) return this.#takeRecord(name, data);
    if (!Object.hasOwn(MESSAGES, name)) return;
    const parsed = MESSAGES[name as MessageName].safeParse(JSON.parse(data));
    if (!parsed.success) throw new WireError('it says what this version does not understand');
    await this.#takeMessage({ name, data: parsed.data } as AnyMessage);
  }

  #takeRecord(name: string, data: string): void {
    const { line, place = this.#scratch?.add(line) } = recordIn(name, data);
    if (!place) throw new WireError('it tells records without their places');
    if (this.#isResumed) {
      this.store.takeLive({ line, place });
      return;
    }
    const seq = seqOf(line);
    if (this.#oldest === undefined || seq < this.#oldest.seq) this.#oldest = { seq, place };
    this.store.takeOlder([{ line, place }]);
  }

  async #takeMessage({ name, data }: AnyMessage): Promise<void> {
    const { store } = this;
    switch (name) {
      case 'head':
        return this.#takeHead(data);
      case 'state':
        return this.#takeState(data);
      case 'scores':
        return this.#options.onScores(data);
      case 'flags':
        return store.takeFates(data.flags, data.all);
      case 'dropped':
        store.drop(data);
        return this.#scratch?.keepOnly(store.usedSegments());
      case 'rewritten':
        return this.#takeRewritten(data);
      case 'ready':
        return this.#takeReady(data);
      case 'rejections':
        this.#rejections = joined(this.#rejections, data);
        return this.#tell();
      case 'notes':
        this.#notes = [...this.#notes, ...data].slice(-MOST_NOTES);
        return this.#tell();
      case 'end':
        throw new Error(data.reason);
    }
  }

  #takeHead(head: MessageOf<'head'>): void {
    if (head.wire !== WIRE_VERSION)
      throw new WireError(`it is tempo-tui ${head.version}, which this version does not understand`);
    this.#head = head;
    this.#rejections = head.rejections;
    this.#notes = head.notes;
    this.store.gaps = head.gaps;
    if (!this.#isResumed) {
      this.store.lastVisit = head.lastVisit;
      this.store.lastSeen = head.lastSeen;
    }
    this.#takeState(head.state);
  }

  #takeState(state: MessageOf<'state'>): void {
    this.#head = { ...this.#head, state };
    this.store.trouble = state.trouble ?? undefined;
    Object.assign(this.store.problems, { unread: undefined }, state.problems);
    this.store.tell();
    this.#tell();
  }

  async #takeRewritten(segment: number): Promise<void> {
    const { dataDir } = this.#options;
    if (dataDir === undefined) return;
    if (this.#reading) this.#rewritten.add(segment);
    this.store.moveSegment(segment, await placesIn(dataDir, segment));
  }

  async #takeReady({ size }: MessageOf<'ready'>): Promise<void> {
    await this.#lookAtSegments();
    if (!this.#isResumed) {
      this.#isResumed = true;
      this.#readHistory();
      return;
    }
    if (size === undefined || this.#reading) return;
    if (size === this.store.table.size) this.#isRenewed = false;
    else if (!this.#isRenewed) await this.#renew();
  }

  /** Finds segments that were written anew while the line was broken. */
  async #lookAtSegments(): Promise<void> {
    const { dataDir } = this.#options;
    if (dataDir === undefined) return;
    const files = await segmentFiles(dataDir);
    for (const [segment, file] of this.#files)
      if (files.get(segment) !== file) await this.#takeRewritten(segment);
    this.#files = files;
  }

  /** Has everything told anew: something was missed that cannot be told later, as what was given up in a break. */
  async #renew(): Promise<never> {
    this.#isRenewed = true;
    this.#isResumed = false;
    this.#oldest = undefined;
    await this.store.empty();
    throw new Error('everything is told anew');
  }

  #readHistory(): void {
    if (this.#oldest === undefined) return;
    this.#reading = this.#read(this.#oldest)
      .catch((error: Error) => {
        this.store.problems.unread = error.message;
        this.store.tell();
      })
      .finally(() => {
        this.#reading = undefined;
      });
  }

  async #read({ seq: before, place }: { seq: number; place: Place }): Promise<void> {
    const { store } = this;
    const { dataDir, address } = this.#options;
    if (dataDir !== undefined) {
      await store.readLog(await olderLog(dataDir, place));
      for (const segment of this.#rewritten) store.moveSegment(segment, await placesIn(dataDir, segment));
      this.#rewritten.clear();
    } else if (this.#scratch) {
      const { size } = this.#head;
      const closing = this.#closing.signal;
      await tellHistory({ store, address, scratch: this.#scratch, before, size, closing });
    }
  }

  #setLink(link: LinkState): void {
    this.link = link;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

const MOST_NOTES = 500;
const MOST_REJECTIONS = 500;

type AnyMessage = { [N in MessageName]: { name: N; data: MessageOf<N> } }[MessageName];

/** The first of those that came may be the last one again, with more of the same. */
function joined(known: readonly Rejection[], fresh: readonly Rejection[]): Rejection[] {
  const [first] = fresh;
  const last = known.at(-1);
  const isMore = first && last && first.since === last.since && first.address === last.address;
  return [...(isMore ? known.slice(0, -1) : known), ...fresh].slice(-MOST_REJECTIONS);
}

async function askMarks(
  address: ReceiverAddress,
  seqs: readonly number[],
  flag: number,
  on: boolean,
): Promise<number[]> {
  const unknown: number[] = [];
  for (let from = 0; from < seqs.length; from += MARKS_AT_ONCE) {
    const some = seqs.slice(from, from + MARKS_AT_ONCE);
    const marks = { flag: flag === FLAG.acked ? 'acked' : 'dismissed', on, seqs: some };
    unknown.push(...markedSchema.parse(await post(address, PATHS.marks, marks)).unknown);
  }
  return unknown;
}

/** Why a line broke, for people. */
function whyLost(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED' || code === 'ENOENT') return 'nothing listens there';
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'it hung up';
  return error.message;
}
