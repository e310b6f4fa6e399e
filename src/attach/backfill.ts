import { setTimeout as delay } from 'node:timers/promises';
import { Turns } from '../store/turns.ts';
import type { AttachedStore, PlacedLine } from './attached-store.ts';
import { openStream, type ReceiverAddress } from './receiver-link.ts';
import { NoRoomError, type Scratch } from './scratch.ts';
import { seqOf } from './seq-of.ts';
import { whyLost } from './stay-on-line.ts';
import { ExcessError, wholePieces } from './whole-pieces.ts';
import { PATHS } from './wire.ts';

const NEWLINE = '\n';
/** After a break what is missing is asked for again, so long after, in milliseconds; longer after each that brought nothing. */
const AGAIN_MS = 1000;
const MOST_PAUSES = 10;
/** When so many brought nothing, that is said. */
const TOLD_AFTER = 3;
/** Of the room for records so much is taken: what comes later finds some, too. */
const SHARE = 0.75;

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
 *
 * @throws NoRoomError, ExcessError: the rest of it cannot be had
 */
export async function tellHistory(parts: BackfillParts): Promise<void> {
  const { store, size } = parts;
  const share = () => Math.min(0.99, store.table.size / Math.max(1, size));
  // From the start it is said that more is to come.
  store.takeOlder([], share());
  try {
    await tellAll(parts, share);
  } finally {
    store.takeOlder([]);
  }
}

async function tellAll({ store, scratch, ...parts }: BackfillParts, share: () => number): Promise<void> {
  const { closing, before } = parts;
  const turns = new Turns();
  let after = 0;
  let barren = 0;
  while (after < before - 1 && !closing.aborted) {
    const begunAt = after;
    try {
      for await (const lines of tellSegment(parts, after)) {
        const fresh: PlacedLine[] = [];
        try {
          for (const line of lines) {
            const seq = seqOf(line);
            // What was told before would be there twice.
            if (seq <= after || seq >= before) continue;
            after = seq;
            fresh.push({ line, place: scratch.add(line, SHARE) });
          }
        } finally {
          // Also what there was room for before there was no more.
          if (fresh.length > 0) store.takeOlder(fresh, share());
        }
        if (fresh.length === 0) throw new ExcessError('the receiver tells the same again and again');
        if (barren >= TOLD_AFTER) store.unread = undefined;
        barren = 0;
        if (closing.aborted) return;
        if (turns.over) await turns.next();
      }
    } catch (error) {
      if (error instanceof NoRoomError || error instanceof ExcessError) throw error;
      barren += 1;
      if (barren === TOLD_AFTER) {
        store.unread = `${whyLost(error as Error)}. It is asked for again and again`;
        store.tell();
      }
      await delay(AGAIN_MS * Math.min(barren, MOST_PAUSES), undefined, { signal: closing }).catch(() => {});
      continue;
    }
    if (after === begunAt) break;
  }
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
  for await (const bytes of wholePieces(stream, NEWLINE)) yield linesIn(bytes);
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
