import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TOO_MANY } from '../rejection.ts';
import { isLast } from './answer.ts';
import type { Connections } from './connections.ts';
import type { Door } from './handle-request.ts';
import { plainAddress } from './plain-address.ts';

/** After an answer to what never became a request the sender has this long to read it, in milliseconds. */
const LINGER_MS = 1000;
/** The first byte of a TLS handshake: the record type of RFC 8446, section 5.1. */
const TLS_HANDSHAKE = 0x16;

/** Over TLS node calls it an error that more came while answers before it waited to be read. */
const NOT_READ = 'HPE_PAUSED';

type ClientError = NodeJS.ErrnoException & { rawPacket?: Buffer };

/** Whatever follows is an error again; it is read and thrown away, as a reset would take the answer from the sender. */
const refused = new WeakSet<Duplex>();

/**
 * Answers what never became a request: over-long headers, broken HTTP, a sender that is too slow. Requests that came whole
 * before it on the same connection have their answers first, as the sender knows them by their order alone.
 */
export async function refuseClientError(
  { rejections, visits }: Pick<Door, 'rejections' | 'visits'>,
  connections: Pick<Connections, 'answered'>,
  error: ClientError,
  socket: Socket,
): Promise<void> {
  if (refused.has(socket)) return;
  refused.add(socket);
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const { status, reason } = judge(error);
  const address = plainAddress(socket.remoteAddress);
  const last = visits.get(socket);
  // What is whole is not what went wrong.
  const token = last?.request.complete === false ? last.visit.token?.name : undefined;
  const time = new Date().toISOString();
  rejections.add({ time, address, status, reason, ...(token !== undefined && { token }) });
  await connections.answered(socket);
  if (isLast(socket) || error.code === NOT_READ) return void socket.end();
  if (!socket.writable) return;
  const body = JSON.stringify({ error: STATUS_CODES[status] });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
  // A sender that never closes its side would hold a place among the connections for ever.
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

function judge({ code, rawPacket }: ClientError): { status: number; reason: string } {
  if (code === NOT_READ) return { status: 429, reason: TOO_MANY.requests };
  if (code === 'HPE_HEADER_OVERFLOW') return { status: 431, reason: 'the headers are too long' };
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return { status: 408, reason: 'the request did not come to its end' };
  return { status: 400, reason: whatItWas(code, rawPacket) };
}

function whatItWas(code: string | undefined, packet: Buffer | undefined): string {
  if (code === 'HPE_INVALID_EOF_STATE') return 'it hung up before its request was whole';
  if (packet?.[0] === TLS_HANDSHAKE)
    return 'it came by TLS, which is not spoken here: its address must begin with http://';
  return 'it is not HTTP';
}
