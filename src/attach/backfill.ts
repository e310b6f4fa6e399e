import { setTimeout as delay } from 'node:timers/promises';
import { Turns } from '../store/turns.ts';
import type { AttachedStore } from './attached-store.ts';
import { openStream, type ReceiverAddress } from './receiver-link.ts';
import type { Scratch } from './scratch.ts';
import { PATHS } from './wire.ts';

const NEWLINE = 0x0a;
/** After a break the same is asked for again, so long after, in milliseconds. */
const AGAIN_MS = 1000;
/** Records that are taken in together. */
const TOGETHER = 256;
/** What a receiver tells at a time is a segment; a larger one than this, in bytes, is of no tempo-tui. */
const MOST_BYTES = 256 * 1024 * 1024;

export interface BackfillParts {
  store: AttachedStore;
  address: ReceiverAddress;
  /** Where what is told lies. */
  scratch: Scratch;
  /** The `seq` of the oldest record that is known. */
  before: number;
  /** How many events there are, as far as that is known. */
  size: number;
  closing: AbortSignal;
}

/**
 * Has a receiver on another machine tell what it had before its newest events, segment by segment, the oldest first,
 * while the timeline is shown already; resolves when all of it is known. Where the line breaks it goes on later with the
 * segment it was at.
 */
export async function tellHistory({ store, scratch, ...parts }: BackfillParts): Promise<void> {
  const { closing, before, size } = parts;
  const turns = new Turns();
  let after = 0;
  while (after < before - 1 && !closing.aborted) {
    let lines: Buffer[];
    try {
      lines = await tellSegment(parts, after);
    } catch {
      await delay(AGAIN_MS, undefined, { signal: closing }).catch(() => {});
      continue;
    }
    if (lines.length === 0) break;
    for (let from = 0; from < lines.length && !closing.aborted; from += TOGETHER) {
      const some = lines.slice(from, from + TOGETHER).map((line) => ({ line, place: scratch.add(line) }));
      store.takeOlder(some, Math.min(0.99, store.table.size / Math.max(1, size)));
      if (turns.over) await turns.next();
    }
    after = Math.max(after + 1, seqOf(lines.at(-1)!));
  }
  store.takeOlder([]);
}

/** All of what is told of a segment, before any of it is taken in: half of it would be told again. */
async function tellSegment(
  { address, before, closing }: Pick<BackfillParts, 'address' | 'before' | 'closing'>,
  after: number,
): Promise<Buffer[]> {
  const path = `${PATHS.history}?after=${after}&before=${before}`;
  const stream = await openStream(address, path, { signal: closing });
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new Error('it tells more than a tempo-tui does');
    chunks.push(chunk);
  }
  if (!stream.complete) throw new Error('the connection broke');
  return linesIn(Buffer.concat(chunks));
}

function linesIn(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, start)) {
    lines.push(bytes.subarray(start, at));
    start = at + 1;
  }
  return lines;
}

/** The `seq` of a record as it lies in a line; 0 where none does. */
export function seqOf(line: Buffer): number {
  return Number(/^\{"v":\d,"seq":(\d+),/.exec(line.toString('latin1', 0, 64))?.[1] ?? 0);
}
