import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { OUTSIDE } from '../rejection.ts';
import type { Networks } from './networks.ts';
import { isLoopback, plainAddress } from './plain-address.ts';
import { slidingMinute } from './rate-limit.ts';
import type { Rejections } from './rejections.ts';

const STATUS = 403;
const BODY = '{"error":"This address may not connect."}';
const ANSWER =
  `HTTP/1.1 ${STATUS} Forbidden\r\nContent-Type: application/json\r\n` +
  `Content-Length: ${BODY.length}\r\nConnection: close\r\n\r\n${BODY}`;
/** After the answer a sender has this long to read it, in milliseconds. */
const LINGER_MS = 1000;
/** More that linger would take the places of those that may connect. */
const MOST_LINGERING = 32;
/** Refusals that are told in a minute: of one address, and of all. */
const TOLD = { ofOne: 10, ofAll: 30 };

/**
 * Lets a server have only the connections that come from networks which may connect, or from this machine itself. Any
 * other is answered 403 before a byte of it is read, or by TLS hung up before a handshake, and told as a rejection.
 * To be called when all that the server wants to know of its connections is in place.
 */
export function admitOnly(
  server: Server,
  networks: Networks,
  rejections: Rejections,
  { isSecure }: { isSecure: boolean },
): void {
  const ofOne = slidingMinute(TOLD.ofOne);
  const ofAll = slidingMinute(TOLD.ofAll);
  let lingering = 0;

  function tell(address: string): void {
    if (ofOne.take(address) > 0 || ofAll.take('') > 0) return;
    rejections.add({ time: new Date().toISOString(), address, status: STATUS, reason: OUTSIDE });
  }

  function turnAway(socket: Socket): void {
    socket.on('error', () => {});
    tell(plainAddress(socket.remoteAddress));
    if (isSecure || lingering >= MOST_LINGERING) {
      socket.destroy();
      return;
    }
    lingering += 1;
    const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
    socket.once('close', () => {
      clearTimeout(timer);
      lingering -= 1;
    });
    socket.end(ANSWER);
    // What lies unread when the connection is closed would take the answer with it.
    socket.resume();
  }

  const admitted = server.rawListeners('connection');
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    if (isAdmitted(socket, networks)) for (const listener of admitted) listener.call(server, socket);
    else turnAway(socket);
  });
}

/** What has no address came by a socket of this machine, or is gone already. */
function isAdmitted({ remoteAddress, localAddress }: Socket, networks: Networks): boolean {
  if (remoteAddress === undefined || remoteAddress === localAddress) return true;
  return isLoopback(remoteAddress) || networks.has(remoteAddress);
}
