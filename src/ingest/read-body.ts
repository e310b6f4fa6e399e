import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal } from './refusal.ts';

/** A real vzdump message is up to about 1 MiB before JSON escaping. */
export const MAX_BODY = 4 * 1024 * 1024;
/** What all requests together may hold in memory while they are read and stored. */
const MAX_IN_FLIGHT = 64 * 1024 * 1024;

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
  if (request.headers.expect === '100-continue') response.writeContinue();
  let held = 0;
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of chunksOf(request)) {
      held += chunk.length;
      inFlight += chunk.length;
      if (held > MAX_BODY) throw tooLarge();
      if (inFlight > MAX_IN_FLIGHT) {
        throw new Refusal(503, 'Too much is being received at once.', { headers: { 'retry-after': '1' } });
      }
      chunks.push(chunk);
    }
    return await use(decode(Buffer.concat(chunks)));
  } finally {
    inFlight -= held;
  }
}

/** The request must survive an early end of reading: its answer is still to be sent. */
function chunksOf(request: IncomingMessage): AsyncIterable<Buffer> {
  return { [Symbol.asyncIterator]: () => request.iterator({ destroyOnReturn: false }) };
}

function tooLarge(): Refusal {
  return new Refusal(413, `The body is larger than ${MAX_BODY / 1024 / 1024} MiB.`);
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal(422, 'is not valid UTF-8', { field: '' });
  }
}
