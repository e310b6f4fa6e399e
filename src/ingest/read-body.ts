import type { IncomingMessage, ServerResponse } from 'node:http';
import { oneByOne } from '../store/turns.ts';
import { costOfLength, costOfValues, MOST_COST, ROOM } from './body-cost.ts';
import { Refusal } from './refusal.ts';
import { type Hold, makeRoom, SMALL } from './room.ts';

/** A real vzdump message is up to about 1 MiB before JSON escaping. */
export const MAX_BODY = 4 * 1024 * 1024;
/** A sender that posts once has gone when it had no answer in ten seconds; until then it may wait for its turn. */
const PATIENCE_MS = 4000;

const utf8 = new TextDecoder('utf-8', { fatal: true });
const room = makeRoom(ROOM, PATIENCE_MS);

/**
 * Reads the body of a request, with a Content-Length or chunked. Until `use` is through it has its part of the memory
 * that all requests share, for which it waits where others have it; its text is gone when `read` has made something of it.
 *
 * @throws Refusal 413 as soon as the body is known to be too large, 503 when too much is under way at once,
 * 422 when it is not UTF-8; and what `read` and `use` throw.
 */
export async function withBody<T, R>(
  request: IncomingMessage,
  response: ServerResponse,
  read: (text: string) => T,
  use: (made: T) => Promise<R>,
): Promise<R> {
  const declared = request.headers['content-length'];
  if (Number(declared ?? 0) > MAX_BODY) throw tooLarge();
  const expected = declared === undefined ? SMALL : Number(declared);
  const hold = await room.take(costOfLength(expected), expected <= SMALL);
  if (!hold) throw tooMuch();
  try {
    if (request.destroyed) throw new Error('The sender hung up while it waited.');
    if (waitsForLeave(request)) response.writeContinue();
    const { text, hasMany } = await readText(request, expected, hold);
    return await use(hasMany ? await takeLong(async () => read(text)) : read(text));
  } finally {
    hold.release();
  }
}

/** A body of very many values takes long. */
const takeLong = oneByOne();

/**
 * @param expected bytes that `hold` is for; a chunked body may have more
 * @returns `hasMany` values, more than any notification
 */
async function readText(
  request: IncomingMessage,
  expected: number,
  hold: Hold,
): Promise<{ text: string; hasMany: boolean }> {
  let length = 0;
  const chunks = await readChunks(request, (bytes) => {
    const before = Math.max(expected, length);
    length += bytes;
    if (length > MAX_BODY) throw tooLarge();
    if (length > before && !hold.grow(costOfLength(length) - costOfLength(before))) throw tooMuch();
  });
  const more = costOfValues(chunks);
  if (costOfLength(length) + more > MOST_COST)
    throw new Refusal(413, 'The body has more values than there is memory for.');
  if (more > 0 && !hold.grow(more)) throw tooMuch();
  return { text: decode(chunks), hasMany: more > 0 };
}

/**
 * Reads to the end. By events: it took a stream's async iterator longer to begin and end than an ordinary event to be
 * checked. A request whose reading ends early survives, as its answer is still to be sent.
 *
 * @param hold told of the bytes of each chunk; reading ends with what it throws
 */
function readChunks(request: IncomingMessage, hold: (bytes: number) => void): Promise<Buffer[]> {
  return new Promise((done, fail) => {
    const chunks: Buffer[] = [];
    function take(chunk: Buffer): void {
      try {
        hold(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        request.off('data', take);
        fail(error as Error);
      }
    }
    request.on('data', take);
    request.once('end', () => done(chunks));
    function cutOff(): void {
      if (!request.readableEnded) fail(new Error('The sender hung up in the middle of its request.'));
    }
    request.once('close', cutOff);
    if (request.closed) cutOff();
  });
}

/** HTTP/1.0 has no such thing, and would take it for the answer. */
function waitsForLeave({ httpVersion, headers }: IncomingMessage): boolean {
  return httpVersion === '1.1' && /(^|\W)100-continue($|\W)/i.test(headers.expect ?? '');
}

function tooLarge(): Refusal {
  return new Refusal(413, `The body is larger than ${MAX_BODY / 1024 / 1024} MiB.`);
}

function tooMuch(): Refusal {
  return new Refusal(503, 'Too much is being received at once.', { headers: { 'retry-after': '1' } });
}

function decode(chunks: Buffer[]): string {
  try {
    return utf8.decode(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
  } catch {
    throw new Refusal(422, 'is not valid UTF-8', { field: '' });
  }
}
