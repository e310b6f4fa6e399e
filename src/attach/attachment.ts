import type { Rejection } from '../rejection.ts';
import type { Place } from '../store/event-table.ts';
import type { Marker } from '../store/marker.ts';
import { segmentsIn } from '../store/segment-files.ts';
import { Turns } from '../store/turns.ts';
import { askMarks } from './ask-marks.ts';
import { AttachedStore } from './attached-store.ts';
import { type CheckedMessage, checkedMessage, type ToldRecord } from './checked-message.ts';
import { BreakError } from './link-error.ts';
import { OlderHistory } from './older-history.ts';
import { readMessages } from './read-messages.ts';
import { openStream, post, type ReceiverAddress } from './receiver-link.ts';
import { ReceiverWord } from './receiver-word.ts';
import { FullError, Scratch } from './scratch.ts';
import { seqOf } from './seq-of.ts';
import { type LinkState, stayOnLine } from './stay-on-line.ts';
import { type MessageOf, PATHS, RECORD } from './wire.ts';

/** Nobody waits longer for a receiver to note that a timeline is left, in milliseconds. */
const PARTING_MS = 500;
/** A line that breaks before all was told for the first time is taken up again, until so many have. */
const FIRST_TRIES = 5;

export interface AttachOptions {
  address: ReceiverAddress;
  /** The receiver's data directory, where its log can be read from here; absent for one on another machine. */
  dataDir?: string;
  marker: Marker;
  /** Told of the scores of a receiver on another machine, at first and when they change. */
  onScores(scores: MessageOf<'scores'>): void;
}

/**
 * A timeline's end of the line to a receiver in another process: keeps an {@link AttachedStore} up with it, and comes
 * back by itself where the line breaks, to go on behind the last record that it has.
 */
export class Attachment {
  readonly store: AttachedStore;
  link: LinkState = { kind: 'live' };
  readonly #word: ReceiverWord;
  readonly #options: AttachOptions;
  readonly #scratch: Scratch | undefined;
  readonly #older: OlderHistory;
  readonly #closing = new AbortController();
  readonly #listeners = new Set<() => void>();
  #wasLetIn = false;
  /** All that was before is told: what comes now is new. */
  #isResumed = false;
  /** The events here were fewer or more than they should be, and were all told anew. */
  #isRenewed = false;

  private constructor(options: AttachOptions) {
    this.#options = options;
    const { address, dataDir, marker } = options;
    const scratch = dataDir === undefined ? new Scratch() : undefined;
    this.#scratch = scratch;
    this.store = new AttachedStore(dataDir === undefined ? scratch!.files : segmentsIn(dataDir), marker, {
      ask: (seqs, flag, on) => this.#ask(seqs, flag, on),
      isTrusted: dataDir !== undefined,
    });
    this.#word = new ReceiverWord(this.store);
    const closing = this.#closing.signal;
    this.#older = new OlderHistory({ store: this.store, address, dataDir, scratch, closing });
  }

  /**
   * Attaches to a receiver; resolves when its newest events are there.
   *
   * @throws LinkError, WireError, or of a receiver on this machine an error of the connection
   */
  static async open(options: AttachOptions): Promise<Attachment> {
    const attachment = new Attachment(options);
    try {
      await stayOnLine({
        follow: (ready) => attachment.#follow(ready),
        stands: (link) => {
          attachment.link = link;
          attachment.#tell();
        },
        closing: attachment.#closing.signal,
        // Of a receiver on this machine it is soon known otherwise whether it runs.
        firstTries: 'socket' in options.address ? 1 : FIRST_TRIES,
      });
    } catch (error) {
      await attachment.#end();
      throw error;
    }
    return attachment;
  }

  /** What the receiver said of itself last. */
  get head(): MessageOf<'head'> {
    return this.#word.head;
  }

  /** What it refused, oldest first. */
  get rejections(): readonly Rejection[] {
    return this.#word.rejections;
  }

  /** What it did and came upon, oldest first. */
  get notes(): MessageOf<'notes'> {
    return this.#word.notes;
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
      await post(this.#options.address, PATHS.visit, { seq: lastSeq }, PARTING_MS).catch(() => {});
    await this.#end();
  }

  async #end(): Promise<void> {
    this.#closing.abort();
    await this.store.close();
    await this.#older.quiet();
    this.#scratch?.close();
  }

  async #ask(seqs: readonly number[], flag: number, on: boolean): Promise<number[]> {
    if (this.link.kind === 'lost')
      throw new Error('cut off from the receiver, which keeps the marks. Do it again when it is back');
    return askMarks(this.#options.address, seqs, flag, on);
  }

  /** Takes what a receiver tells until the line breaks. */
  async #follow(ready: () => void): Promise<never> {
    // What a line told that broke before all was told comes again.
    if (!this.#isResumed) {
      await this.#older.forget();
      await this.store.empty();
      this.#scratch?.keepOnly(new Set());
    }
    const stream = await openStream(this.#options.address, PATHS.stream, {
      signal: this.#closing.signal,
      ...(this.#isResumed && { headers: { 'last-event-id': String(this.store.lastSeq) } }),
      wasLetIn: this.#wasLetIn,
    });
    this.#wasLetIn = true;
    const turns = new Turns();
    for await (const messages of readMessages(stream)) {
      for (const message of messages) {
        const checked = checkedMessage(message, this.#scratch === undefined);
        if (checked) await this.#take(checked);
        if (message.name === 'ready') ready();
        // However many came together, whoever sits before the screen comes first.
        if (turns.over) await turns.next();
        this.#closing.signal.throwIfAborted();
      }
    }
    throw new BreakError('the connection ended');
  }

  #takeRecord({ line, place = this.#keep(line) }: ToldRecord): void {
    if (this.#isResumed) {
      this.store.takeLive({ line, place });
      return;
    }
    this.#older.isKnown(seqOf(line), place);
    this.store.takeOlder([{ line, place }]);
  }

  /** Where a record lies now that was told without a place. */
  #keep(line: Buffer): Place {
    try {
      return this.#scratch!.add(line);
    } catch (error) {
      if (error instanceof FullError && this.#isResumed) this.#renew(error.message);
      throw error;
    }
  }

  async #take(message: CheckedMessage): Promise<void> {
    const { store } = this;
    if (message.name === RECORD) {
      // Each is told once, in their order.
      if (seqOf(message.line) > store.lastSeq) this.#takeRecord(message);
      return;
    }
    const { name, data } = message;
    switch (name) {
      case 'head':
        this.#word.takeHead(data, !this.#isResumed);
        return this.#tell();
      case 'state':
        this.#word.takeState(data);
        return this.#tell();
      case 'scores':
        return this.#options.onScores(data);
      case 'flags':
        return store.takeFates(data.flags, data.all);
      case 'dropped':
        store.drop(data);
        return this.#scratch?.keepOnly(store.usedSegments());
      case 'rewritten':
        return this.#older.rewritten(data);
      case 'ready':
        return this.#takeReady(data);
      case 'rejections':
        this.#word.takeRejections(data);
        return this.#tell();
      case 'notes':
        this.#word.takeNotes(data);
        return this.#tell();
      case 'gaps':
        this.#word.takeGaps(data);
        return this.#tell();
      case 'end':
        throw new BreakError(data.reason);
    }
  }

  async #takeReady({ size }: MessageOf<'ready'>): Promise<void> {
    await this.#older.lookAtSegments();
    if (!this.#isResumed) {
      this.#isResumed = true;
      this.#older.read(this.head.size);
      return;
    }
    if (size === undefined || !this.#older.isRead) return;
    if (size === this.store.table.size) this.#isRenewed = false;
    else if (!this.#isRenewed) this.#renew('everything is told anew');
  }

  /**
   * Has everything told anew: something was missed that cannot be told later, as what was given up in a break, or there
   * is no more room.
   */
  #renew(why: string): never {
    this.#isRenewed = true;
    this.#isResumed = false;
    throw new BreakError(why);
  }

  /** What is on the screen of the line and of the receiver is drawn with the events. */
  #tell(): void {
    this.store.tell();
    for (const listener of this.#listeners) listener();
  }
}
