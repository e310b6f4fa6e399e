import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal } from './refusal.ts';

/** A real vzdump message is up to about 1 MiB before JSON escaping. */
export const MAX_BODY = 4 * 1024 * 1024;
/** What all requests together may hold in memory while they are read and stored. */
const MAX_IN_FLIGHT = 64 * 1024 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true });

let inFlight = 0;

/**
 * Reads the body of a request, with a Content-Length or chunked, and hands it on as text. The room it takes
 * counts as in flight until `use` is through.
 *
 * @throws Refusal 413 as soon as the body is known to be too large, 503 when too much is under way at once,
 * 422 when it is not UTF-8.
 */
export async function withBody<R>(
  request: IncomingMessage,
  response: ServerResponse,
  use: (text: string) => Promise<R>,
): Promise<R> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY) throw tooLarge();
  if (waitsForLeave(request)) response.writeContinue();
  let held = 0;
  function hold(bytes: number): void {
    held += bytes;
    inFlight += bytes;
    if (held > MAX_BODY) throw tooLarge();
    if (inFlight <= MAX_IN_FLIGHT) return;
    throw new Refusal(503, 'Too much is being received at once.', { headers: { 'retry-after': '1' } });
  }
  try {
    return await use(decode(await readChunks(request, hold)));
  } finally {
    inFlight -= held;
  }
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

function decode(chunks: Buffer[]): string {
  try {
    return utf8.decode(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
  } catch {
    throw new Refusal(422, 'is not valid UTF-8', { field: '' });
  }
}
