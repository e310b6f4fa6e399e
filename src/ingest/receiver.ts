import { setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EXIT, UsageError } from '../config.ts';
import type { EventStore } from '../store/event-store.ts';
import { refuseClientError } from './client-error.ts';
import { type Connections, limitConnections } from './connections.ts';
import { fetchWithin } from './fetch-within.ts';
import { type Door, handleRequest, type ReceivedEvent } from './handle-request.ts';
import { slidingMinute } from './rate-limit.ts';
import type { ReadingRoutes } from './reading-route.ts';
import type { Rejections } from './rejections.ts';
import type { TokenFile } from './tokens.ts';

const LOOPBACK = ['127.0.0.1', '::1'];
const FAILURES_A_MINUTE = 60;
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
  const first = await listen(door, options, options.host ?? LOOPBACK[0]!, options.port);
  const { port } = first.address() as AddressInfo;
  const servers = [first];
  if (options.host === undefined) {
    // `localhost` is ::1 on many systems; where there is no IPv6, IPv4 alone serves.
    const second = await listen(door, options, LOOPBACK[1]!, port).catch(() => undefined);
    if (second) servers.push(second);
  }
  return {
    port,
    rejections: options.rejections,
    close: async () => {
      closing.abort();
      await Promise.all(servers.map(closeServer));
    },
  };
}

async function listen(door: Door, options: ReceiverOptions, host: string, port: number): Promise<Server> {
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 15_000,
      connectionsCheckingInterval: 2000,
      keepAliveTimeout: 10_000,
      maxHeaderSize: 16 * 1024,
    },
    (request, response) => serve(door, options, connections, request, response),
  );
  const connections = limitConnections(server, door.rejections);
  // The body is asked for only when the request has passed the door.
  server.on('checkContinue', (request, response) => serve(door, options, connections, request, response));
  server.on('clientError', (error, socket) => refuseClientError(door, error, socket));
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen({ host, port }, done);
  }).catch(async (error: NodeJS.ErrnoException) => {
    throw await explainListen(error, host, port);
  });
  return server;
}

function serve(
  door: Door,
  options: ReceiverOptions,
  connections: Connections,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  connections.begin(request, response);
  handleRequest(door, request, response).catch((error: unknown) => {
    options.onFault(error);
    if (response.headersSent) response.destroy();
    else response.writeHead(500).end();
  });
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((done) => server.close(done));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE);
  await closed;
  clearTimeout(timer);
}

async function explainListen(error: NodeJS.ErrnoException, host: string, port: number): Promise<Error> {
  if (error.code === 'EADDRINUSE') {
    const who = (await isTempoTui(host, port)) ? 'another tempo-tui' : 'another program';
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

async function isTempoTui(host: string, port: number): Promise<boolean> {
  try {
    const reached = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
    const authority = reached.includes(':') ? `[${reached}]` : reached;
    const health = `http://${authority}:${port}/health`;
    return await fetchWithin(
      health,
      { limitMs: 1000 },
      async ({ headers }) => headers.get('server') === 'tempo-tui',
    );
  } catch {
    return false;
  }
}
