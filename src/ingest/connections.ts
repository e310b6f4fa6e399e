import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as SecureServer } from 'node:https';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { TOO_MANY } from '../rejection.ts';
import { sayLast } from './answer.ts';
import { stopParsing, watchPipelining } from './pipelining.ts';
import { plainAddress } from './plain-address.ts';
import type { Rejections } from './rejections.ts';

/** Connections of a server at once. */
export const MOST_CONNECTIONS = 256;
/** For the moment of a burst, in which none of them has rested yet, so many times as many. */
const IN_A_BURST = 2;
/** Those of one address that have sent no whole header and take their time about it. */
export const MOST_WAITING = 32;
/** A sender that means well has sent its header by then, and read its answer, in milliseconds. */
const WAITING_MS = 1000;
const STATUS = 429;
const BODY = '{"error":"Too many connections are open."}';
const ANSWER =
  `HTTP/1.1 ${STATUS} Too Many Requests\r\nContent-Type: application/json\r\nRetry-After: 1\r\n` +
  `Content-Length: ${BODY.length}\r\nConnection: close\r\n\r\n${BODY}`;

/** A connection without a request under way. */
interface Resting {
  address: string;
  /** By the monotonic clock, in milliseconds. */
  since: number;
}

/** A connection with requests under way. */
interface Busy extends Resting {
  responses: Set<ServerResponse>;
}

/** Told of each request, so that what is under way is left alone. */
export interface Connections {
  /** @returns false when there are too many on its connection, which is closed: nothing is to be done about it */
  begin(request: IncomingMessage, response: ServerResponse): boolean;
  /** Resolves when every request that came whole on a connection is answered, or the connection has closed. */
  answered(socket: Socket): Promise<void>;
  /** Connections with a request that is not answered yet. */
  underWay(): number;
  /** Ends all there are, also those that HTTP does not know of, in the middle of a TLS handshake. */
  destroyAll(): void;
}

/**
 * Keeps a server's connections within their number so that nobody can shut the others out. When there are too many, it is
 * not the new one that goes. The oldest goes of an address that has more than it may without a whole header; or else the
 * oldest between two requests, of the address that has the most of those; or else the oldest without a header, but in a
 * burst only once it has rested. What is answered rests, too, though its sender does not read that or does not send the rest
 * of what was refused. While there is room an address has no limit, as many senders may stand behind one proxy. Each that
 * goes is told as a rejection.
 *
 * @param most connections at once
 */
export function limitConnections(
  server: Server,
  rejections: Rejections,
  most = MOST_CONNECTIONS,
): Connections {
  const mostAtOnce = IN_A_BURST * most;
  const open = new Set<Socket>();
  /** Both with the oldest first. */
  const waiting = new Map<Socket, Resting>();
  const idle = new Map<Socket, Resting>();
  const underWay = new Map<Socket, Busy>();
  let requests = 0;
  const goesTooFar = watchPipelining();
  const carriers = carriersOf(server);
  const carrierOf = (stream: Socket) => carriers?.of(stream) ?? stream;

  function forget(socket: Socket): void {
    open.delete(socket);
    waiting.delete(socket);
    idle.delete(socket);
    requests -= underWay.get(socket)?.responses.size ?? 0;
    underWay.delete(socket);
  }

  function tell(address: string, reason: string = TOO_MANY.connections): void {
    const time = new Date().toISOString();
    rejections.add({ time, address, status: STATUS, reason });
  }

  /** Those on which everything is answered that is going to be. */
  function answeredOn(late: number): Map<Socket, Resting> {
    return new Map(
      [...underWay].filter(([, { responses, since }]) =>
        [...responses].every(({ headersSent, req }) => headersSent && (!req.complete || since < late)),
      ),
    );
  }

  function drop(socket: Socket, address: string): void {
    const asked = !waiting.has(socket);
    const isRead = !underWay.has(socket);
    forget(socket);
    tell(address);
    if (!isRead) return void socket.destroy();
    // Between two requests an answer would be taken for that of the next, and within TLS for none at all.
    if (!asked && !carriers) socket.write(ANSWER);
    socket.destroySoon();
  }

  /** Events that are being stored have their answers still; nobody waits for a sender to read what it was answered. */
  function giveUp(stream: Socket, responses: ReadonlySet<ServerResponse>): void {
    sayLast(stream);
    stopParsing(stream);
    if ([...responses].every(({ headersSent }) => headersSent)) carrierOf(stream).destroy();
    else void answered(stream).then(() => stream.destroySoon());
  }

  async function answered(stream: Socket): Promise<void> {
    const whole = [...(underWay.get(carrierOf(stream))?.responses ?? [])].filter(({ req }) => req.complete);
    const closed = new Promise((done) => stream.once('close', done));
    const answers = whole.map((response) => new Promise((done) => response.once('close', done)));
    await Promise.race([closed, Promise.all(answers)]);
  }

  function makeRoom(fresh: Socket, address: string): void {
    const late = performance.now() - WAITING_MS;
    for (const socket of heapOf(waiting, address).slice(0, -MOST_WAITING))
      if (waiting.get(socket)!.since < late) drop(socket, address);
    if (open.size <= most) return;
    const silent = largestHeap(waiting);
    const resting = silent.length > MOST_WAITING ? waiting : new Map([...idle, ...answeredOn(late)]);
    const [victim = fresh] = resting.size === 0 ? silent : largestHeap(resting);
    const rested = waiting.get(victim) ?? resting.get(victim);
    // Those of a burst have sent all they have to say, which has not been read yet: they get their turn.
    if (open.size <= mostAtOnce && waiting.has(victim) && rested!.since >= late) return;
    drop(victim, rested?.address ?? address);
  }

  // What closes leaves the count of the server only after a turn of the event loop, in which many more can come.
  server.maxConnections = mostAtOnce + most;
  server.on('drop', (from) => tell(plainAddress(from?.remoteAddress)));
  server.on('connection', (socket: Socket) => {
    const address = plainAddress(socket.remoteAddress);
    open.add(socket);
    waiting.set(socket, { address, since: performance.now() });
    socket.once('close', () => forget(socket));
    makeRoom(socket, address);
  });
  return {
    underWay: () => underWay.size,
    begin({ socket: stream }, response) {
      const socket = carrierOf(stream);
      const address = plainAddress(stream.remoteAddress);
      const since = performance.now();
      waiting.delete(socket);
      idle.delete(socket);
      const responses = underWay.get(socket)?.responses ?? new Set();
      underWay.set(socket, { address, since, responses: responses.add(response) });
      requests += 1;
      if (goesTooFar(socket, responses.size, requests)) {
        responses.delete(response);
        requests -= 1;
        tell(address, TOO_MANY.requests);
        giveUp(stream, responses);
        return false;
      }
      response.once('close', () => {
        if (underWay.get(socket)?.responses.delete(response)) requests -= 1;
        if (responses.size > 0 || !underWay.delete(socket)) return;
        if (open.has(socket)) idle.set(socket, { address, since: performance.now() });
      });
      return true;
    },
    answered,
    destroyAll: () => {
      for (const socket of open) socket.destroy();
    },
  };
}

/** Which connection carries what TLS made of it: requests know the one, the count is of the other. */
function carriersOf(server: Server): { of(socket: Socket): Socket | undefined } | undefined {
  if (!(server instanceof SecureServer)) return undefined;
  const byEnds = new Map<string, Socket>();
  const carriers = new WeakMap<Socket, Socket>();
  server.on('connection', (socket: Socket) => {
    const ends = endsOf(socket);
    byEnds.set(ends, socket);
    socket.once('close', () => {
      if (byEnds.get(ends) === socket) byEnds.delete(ends);
    });
  });
  server.on('secureConnection', (secure: TLSSocket) => {
    const carrier = byEnds.get(endsOf(secure));
    if (carrier) carriers.set(secure, carrier);
  });
  return { of: (socket) => carriers.get(socket) };
}

function endsOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
}

/** The connections of one address, the oldest first. */
function heapOf(resting: ReadonlyMap<Socket, Resting>, address: string): Socket[] {
  return [...resting].filter(([, each]) => each.address === address).map(([socket]) => socket);
}

/** The same of the address that has the most; of several, that of the oldest connection. */
function largestHeap(resting: ReadonlyMap<Socket, Resting>): Socket[] {
  const counts = new Map<string, number>();
  for (const { address } of resting.values()) counts.set(address, (counts.get(address) ?? 0) + 1);
  let largest = '';
  for (const [address, count] of counts) if (count > (counts.get(largest) ?? 0)) largest = address;
  return heapOf(resting, largest);
}
