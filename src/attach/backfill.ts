import { setTimeout as delay } from 'node:timers/promises';
import { Turns } from '../store/turns.ts';
import type { AttachedStore } from './attached-store.ts';
import { openStream, type ReceiverAddress } from './receiver-link.ts';
import type { Scratch } from './scratch.ts';
import { PATHS } from './wire.ts';

const NEWLINE = 0x0a;
/** After a break what is missing is asked for again, so long after, in milliseconds. */
const AGAIN_MS = 1000;
/** A line is not longer than this, in bytes: a record is at most that of an event of 4 MiB, escaped. */
const MOST_LINE = 64 * 1024 * 1024;

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
 * while the timeline is shown already; resolves when all of it is known. Where the line breaks it goes on later behind the
 * last record that came.
 */
export async function tellHistory({ store, scratch, ...parts }: BackfillParts): Promise<void> {
  const { closing, before, size } = parts;
  const turns = new Turns();
  const share = () => Math.min(0.99, store.table.size / Math.max(1, size));
  // From the start it is said that more is to come.
  store.takeOlder([], share());
  let after = 0;
  while (after < before - 1 && !closing.aborted) {
    const begunAt = after;
    try {
      for await (const lines of tellSegment(parts, after)) {
        const fresh: Buffer[] = [];
        for (const line of lines) {
          const seq = seqOf(line);
          // What was told before would be there twice.
          if (seq <= after || seq >= before) continue;
          after = seq;
          fresh.push(line);
        }
        store.takeOlder(
          fresh.map((line) => ({ line, place: scratch.add(line) })),
          share(),
        );
        if (closing.aborted) return;
        if (turns.over) await turns.next();
      }
    } catch {
      await delay(AGAIN_MS, undefined, { signal: closing }).catch(() => {});
      continue;
    }
    if (after === begunAt) break;
  }
  store.takeOlder([]);
}

/**
 * The records of a segment behind a `seq`, as they come.
 *
 * @throws Error where the line breaks
 */
async function* tellSegment(
  { address, before, closing }: Pick<BackfillParts, 'address' | 'before' | 'closing'>,
  after: number,
): AsyncGenerator<Buffer[]> {
  const path = `${PATHS.history}?after=${after}&before=${before}`;
  const stream = await openStream(address, path, { signal: closing });
  let pending: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    pending.push(chunk);
    length += chunk.length;
    if (length > MOST_LINE) throw new Error('it tells more than a tempo-tui does');
    if (!chunk.includes(NEWLINE)) continue;
    const bytes = Buffer.concat(pending);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    pending = [bytes.subarray(end)];
    length = bytes.length - end;
    yield linesIn(bytes.subarray(0, end));
  }
  if (!stream.complete) throw new Error('the connection broke');
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
