import { setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { EXIT, UsageError } from '../config.ts';
import type { EventStore } from '../store/event-store.ts';
import { admitOnly } from './admission.ts';
import { isLast } from './answer.ts';
import { refuseClientError } from './client-error.ts';
import { type Connections, limitConnections, MOST_CONNECTIONS } from './connections.ts';
import { connectionsWithin, descriptorLimit } from './descriptors.ts';
import { fetchWithin } from './fetch-within.ts';
import { type HandedSocket, isTcpAddress, LOOPBACK, listeningOf, wrongSocket } from './handed-socket.ts';
import { type Door, handleRequest, type ReceivedEvent } from './handle-request.ts';
import type { Networks } from './networks.ts';
import { slidingMinute } from './rate-limit.ts';
import type { ReadingRoutes } from './reading-route.ts';
import type { Rejections } from './rejections.ts';
import type { FollowedPair } from './tls/follow-pair.ts';
import type { TlsPair } from './tls/read-pair.ts';
import { refuseTlsError } from './tls/tls-error.ts';
import type { TokenFile } from './tokens.ts';

const FAILURES_A_MINUTE = 60;
const LENIENCE = {
  // A sender that has ended its side has still an answer to come.
  httpAllowHalfOpen: true,
  // Their length is bounded already; those beyond a number would be left out without a word.
  maxHeadersCount: 0,
};
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 2000,
  keepAliveTimeout: 10_000,
  maxHeaderSize: 16 * 1024,
  // It is asked for where its refusal can be told.
  requireHostHeader: false,
};
/** A TLS handshake takes no longer, in milliseconds. */
const HANDSHAKE_MS = 10_000;
/** In-flight requests have this long to be answered when the receiver closes, in milliseconds. */
const CLOSE_GRACE = 2000;

export interface ReceiverOptions {
  store: EventStore;
  tokens: TokenFile;
  /** Told of each request that is refused. */
  rejections: Rejections;
  /** Address to listen on; absent: loopback, IPv4 and IPv6. */
  host?: string;
  /** 0 takes any free port. */
  port: number;
  /**
   * Sockets that somebody opened and hands over, to listen on these instead of opening the port; at least one where it is
   * given. Who else holds them goes on holding them when the receiver closes.
   */
  sockets?: readonly HandedSocket[];
  /** Whence connections may come, beside this machine itself; absent: from anywhere. */
  networks?: Networks;
  /** To speak HTTPS with; absent: plain HTTP. Closing it is the caller's. */
  secured?: FollowedPair;
  /** Events a minute and token; 0 for no limit. */
  rateLimit: number;
  /** Told of each event that was stored, once it is answered. */
  onReceived?: (received: ReceivedEvent) => void;
  /** What viewers may ask for. */
  reading?: ReadingRoutes;
  /** Told of what should not happen: a fault of ours while answering. */
  onFault: (error: unknown) => void;
}

export interface Receiver {
  readonly port: number;
  /** Address it listens on; undefined: loopback. */
  readonly host: string | undefined;
  /** What it listens on, to be handed over. */
  readonly sockets: readonly Server[];
  /** Requests that are being answered now. */
  underWay(): number;
  readonly rejections: Rejections;
  /** Stops accepting, has answers that go on end, lets requests under way have their true answer, and closes. */
  close(): Promise<void>;
}

/**
 * Starts listening for events.
 *
 * @throws UsageError when the address cannot be listened on; exit 69 when the port is taken.
 */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const closing = new AbortController();
  // One listener for each answer that goes on.
  setMaxListeners(0, closing.signal);
  const door: Door = {
    store: options.store,
    tokens: options.tokens,
    rejections: options.rejections,
    events: slidingMinute(options.rateLimit),
    failures: slidingMinute(FAILURES_A_MINUTE),
    onReceived: options.onReceived ?? (() => {}),
    reading: options.reading ?? {},
    readers: 0,
    closing: closing.signal,
  };
  const listeners = options.sockets
    ? await listenOnHanded(door, options, options.sockets)
    : await listenOnPort(door, options);
  return {
    ...listeningOf(listeners.map(({ server }) => server.address())),
    ...(options.sockets === undefined && { host: options.host }),
    rejections: options.rejections,
    sockets: listeners.map(({ server }) => server),
    underWay: () => listeners.reduce((sum, { connections }) => sum + connections.underWay(), 0),
    close: async () => {
      closing.abort();
      await Promise.all(listeners.map(closeListener));
    },
  };
}

interface Listener {
  server: Server;
  connections: Connections;
}

async function listenOnPort(door: Door, options: ReceiverOptions): Promise<Listener[]> {
  const { host, port } = options;
  const listenAt = (address: string, at: number) =>
    listen(door, options, { host: address, port: at }, (error) =>
      explainListen(error, { host: address, port: at, isSecure: options.secured !== undefined }),
    );
  const first = await listenAt(host ?? LOOPBACK[0], port);
  if (host !== undefined) return [first];
  // `localhost` is ::1 on many systems; where there is no IPv6, IPv4 alone serves.
  const second = await listenAt(LOOPBACK[1], listeningOf([first.server.address()]).port).catch(
    () => undefined,
  );
  return second ? [first, second] : [first];
}

async function listenOnHanded(
  door: Door,
  options: ReceiverOptions,
  sockets: readonly HandedSocket[],
): Promise<Listener[]> {
  const listeners: Listener[] = [];
  for (const socket of sockets) {
    const listener = await listen(door, options, socket, (error) => wrongSocket(socket, error.message));
    listeners.push(listener);
    if (!isTcpAddress(listener.server.address())) throw wrongSocket(socket, 'it has no port');
  }
  return listeners;
}

async function listen(
  door: Door,
  options: ReceiverOptions,
  where: HandedSocket | { host: string; port: number },
  explain: (error: NodeJS.ErrnoException) => Error | Promise<Error>,
): Promise<Listener> {
  const { secured, networks } = options;
  const server = secured
    ? createSecureServer({ ...LIMITS, ...securely(secured.inForce) }, take)
    : createServer(LIMITS, take);
  const connections = limitConnections(
    server,
    door.rejections,
    connectionsWithin(descriptorLimit(), MOST_CONNECTIONS),
  );
  // The body is asked for only when the request has passed the door.
  server.on('checkContinue', take);
  // An expectation of any other kind stands in nobody's way.
  server.on('checkExpectation', take);
  server.on('clientError', (error, socket) => {
    refuseClientError(door, connections, error, socket as Socket).catch(options.onFault);
  });
  server.on('tlsClientError', (error, socket) => refuseTlsError(door, error, socket));
  Object.assign(server, LENIENCE);
  secured?.onChange((pair) => (server as SecureServer).setSecureContext(securely(pair)));
  if (networks) admitOnly(server, networks, door.rejections, { isSecure: secured !== undefined });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(where, done);
  }).catch(async (error: NodeJS.ErrnoException) => {
    throw await explain(error);
  });
  return { server, connections };

  function take(request: IncomingMessage, response: ServerResponse): void {
    // A connection that is kept for the next request would hold up the end.
    response.once('close', () => server.listening || server.closeIdleConnections());
    serve(door, options, connections, request, response);
  }
}

function securely({ chain, key }: TlsPair) {
  return { cert: chain, key, minVersion: 'TLSv1.2', handshakeTimeout: HANDSHAKE_MS } as const;
}

function serve(
  door: Door,
  options: ReceiverOptions,
  connections: Connections,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  // Nothing would be answered that comes behind an answer that closes the connection, so nothing must be stored.
  if (isLast(request.socket) || !connections.begin(request, response)) return;
  handleRequest(door, request, response).catch((error: unknown) => {
    options.onFault(error);
    if (response.headersSent) response.destroy();
    else response.writeHead(500).end();
  });
}

async function closeListener({ server, connections }: Listener): Promise<void> {
  const closed = new Promise((done) => server.close(done));
  server.closeIdleConnections();
  const timer = setTimeout(() => connections.destroyAll(), CLOSE_GRACE);
  await closed;
  clearTimeout(timer);
}

async function explainListen(
  error: NodeJS.ErrnoException,
  { host, port, isSecure }: { host: string; port: number; isSecure: boolean },
): Promise<Error> {
  if (error.code === 'EADDRINUSE') {
    const who = (await isTempoTui(host, port, isSecure)) ? 'another tempo-tui' : 'another program';
    return new UsageError(
      `Port ${port} is in use by ${who}. Stop it, or pass --port with another number.`,
      EXIT.portTaken,
    );
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new UsageError(`${host} is not an address of this machine. --host takes one, or 0.0.0.0 for all.`);
  }
  if (error.code === 'EACCES') {
    return new UsageError(
      `Port ${port} may not be opened by this user. Pass --port with a number above 1023.`,
    );
  }
  return error;
}

/** Asks first by the scheme that is spoken here: what is asked by the other has a refusal to tell. */
async function isTempoTui(host: string, port: number, isSecure: boolean): Promise<boolean> {
  const reached = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const authority = reached.includes(':') ? `[${reached}]` : reached;
  for (const scheme of isSecure ? ['https', 'http'] : ['http', 'https']) {
    const asked = { limitMs: 1000, trust: { anyone: true } } as const;
    const isOurs = fetchWithin(
      `${scheme}://${authority}:${port}/health`,
      asked,
      async ({ headers, body }) => {
        await body?.cancel();
        return headers.get('server') === 'tempo-tui';
      },
    );
    if (await isOurs.catch(() => false)) return true;
  }
  return false;
}
