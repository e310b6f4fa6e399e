import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** After an early refusal this much of the body is still read and thrown away, so that the sender sees the answer. */
const DRAIN_BYTES = 16 * 1024 * 1024;
const DRAIN_MS = 2000;
/** A sender that does not read its answer has this long, in milliseconds. */
const READ_MS = 20_000;

/** Connections on which the last answer was given. */
const ended = new WeakSet<Socket>();

/** From now on nothing that comes on a connection is answered. */
export function sayLast(socket: Socket): void {
  ended.add(socket);
}

/** Whether the last answer on a connection was given, so that it closes. */
export function isLast(socket: Socket): boolean {
  return ended.has(socket);
}

/** Answers with a short JSON body. */
export function answer(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  const type = 'application/json; charset=utf-8';
  answerText(request, response, status, JSON.stringify(body), { 'content-type': type, ...headers });
}

/** The same with a text of a type that `headers` names. */
export function answerText(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string>,
): void {
  if (response.headersSent || response.destroyed) return;
  const isUnread = !request.complete && hasBody(request);
  const connection = isUnread ? 'close' : headers.connection;
  if (connection === 'close') sayLast(request.socket);
  request.socket.setTimeout(READ_MS);
  response.writeHead(status, {
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    server: 'tempo-tui',
    ...headers,
    ...(connection !== undefined && { connection }),
  });
  if (!isUnread) {
    response.end(request.method === 'HEAD' ? undefined : text);
    return;
  }
  // Closing a connection with unread bytes on it resets it, and the sender loses the answer with it.
  response.write(text);
  drain(request, () => response.end());
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function drain(request: IncomingMessage, done: () => void): void {
  let left = DRAIN_BYTES;
  const timer = setTimeout(finish, DRAIN_MS);
  function finish(): void {
    clearTimeout(timer);
    request.off('data', count);
    done();
  }
  function count(chunk: Buffer): void {
    left -= chunk.length;
    // To close now would take the answer from a sender that goes on and on; one that is not read any more has to wait.
    if (left < 0) request.off('data', count).pause();
  }
  request.on('data', count);
  request.once('end', finish);
  request.once('error', finish);
  request.once('close', finish);
}
