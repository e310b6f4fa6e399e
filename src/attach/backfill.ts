import { setTimeout as delay } from 'node:timers/promises';
import { linesBefore } from '../store/log-lines.ts';
import { Turns } from '../store/turns.ts';
import type { AttachedStore, PlacedLine } from './attached-store.ts';
import { openStream, type ReceiverAddress } from './receiver-link.ts';
import type { Scratch } from './scratch.ts';
import { PATHS } from './wire.ts';

const NEWLINE = 0x0a;
/** After a break the same is asked for again, so long after, in milliseconds. */
const AGAIN_MS = 1000;
/** Records that are taken in together. */
const TOGETHER = 256;

export interface BackfillParts {
  store: AttachedStore;
  address: ReceiverAddress;
  /** Where the log can be read from here. */
  dataDir: string | undefined;
  /** Where what is told lies otherwise. */
  scratch: Scratch | undefined;
}

/** Brings in what a receiver had before its newest events, segment by segment, while the timeline is shown already. */
export class Backfill {
  isRunning = false;
  readonly #parts: BackfillParts;
  readonly #closing = new AbortController();
  #work: Promise<void> = Promise.resolve();

  constructor(parts: BackfillParts) {
    this.#parts = parts;
  }

  /**
   * Reads all that is older than what the store has; resolves when all of it is known.
   *
   * @param size how many events there are, as far as that is known
   * @throws Error from the file system
   */
  run(size: number): Promise<void> {
    this.isRunning = true;
    const work = this.#work
      .then(() => this.#run(size))
      .finally(() => {
        this.isRunning = false;
        this.#parts.store.indexed = undefined;
        this.#parts.store.tell();
      });
    this.#work = work.catch(() => {});
    return work;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#work;
  }

  async #run(size: number): Promise<void> {
    const { store } = this.#parts;
    const { signal } = this.#closing;
    let before = oldestSeq(store);
    while (before > 1 && !signal.aborted) {
      let oldest = before;
      try {
        for await (const lines of this.#linesBefore(before)) {
          if (signal.aborted) return;
          store.indexed = Math.min(0.99, store.table.size / Math.max(1, size));
          store.takeOlder(lines.map(({ line, place }) => ({ line, place })));
          for (const { seq } of lines) oldest = Math.min(oldest, seq);
        }
      } catch (error) {
        if (this.#parts.dataDir !== undefined) throw error;
        await delay(AGAIN_MS, undefined, { signal }).catch(() => {});
        continue;
      }
      if (oldest === before) return;
      before = oldest;
    }
  }

  async *#linesBefore(seq: number): AsyncGenerator<(PlacedLine & { seq: number })[]> {
    const { dataDir } = this.#parts;
    const turns = new Turns();
    for await (const lines of dataDir === undefined ? this.#told(seq) : linesBefore(dataDir, seq)) {
      yield lines;
      if (turns.over) await turns.next();
    }
  }

  /** What a receiver tells of a segment: all of it before any is taken in, as half of it would be told again. */
  async *#told(before: number): AsyncGenerator<(PlacedLine & { seq: number })[]> {
    const { address, scratch } = this.#parts;
    const path = `${PATHS.history}?before=${before}`;
    const stream = await openStream(address, path, { signal: this.#closing.signal });
    const chunks: Buffer[] = [];
    for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
    if (!stream.complete) throw new Error('the connection broke');
    const lines = splitLines(Buffer.concat(chunks));
    for (let from = 0; from < lines.length; from += TOGETHER)
      yield lines.slice(from, from + TOGETHER).map((line) => ({
        seq: seqOf(line),
        line,
        place: scratch!.add(line),
      }));
  }
}

function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, start)) {
    lines.push(bytes.subarray(start, at));
    start = at + 1;
  }
  return lines;
}

function seqOf(line: Buffer): number {
  return Number(
    /^\{"v":\d,"seq":(\d+),/.exec(line.toString('latin1', 0, 64))?.[1] ?? Number.POSITIVE_INFINITY,
  );
}

/** The smallest `seq` there is; 0 where there is nothing. */
function oldestSeq({ table }: AttachedStore): number {
  let oldest = Number.POSITIVE_INFINITY;
  for (const slot of table.slots()) oldest = Math.min(oldest, table.seq(slot));
  return Number.isFinite(oldest) ? oldest : 0;
}
