import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { admitOnly } from './admission.ts';
import { isLast } from './answer.ts';
import { refuseClientError } from './client-error.ts';
import { type Connections, limitConnections, MOST_CONNECTIONS } from './connections.ts';
import { connectionsWithin, descriptorLimit } from './descriptors.ts';
import type { HandedSocket } from './handed-socket.ts';
import { type Door, handleRequest } from './handle-request.ts';
import type { Networks } from './networks.ts';
import type { FollowedPair } from './tls/follow-pair.ts';
import type { TlsPair } from './tls/read-pair.ts';
import { refuseTlsError } from './tls/tls-error.ts';

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
/** The same for HTTPS, where Node has it in another place. */
const HALF_OPEN = { allowHalfOpen: true };
/** A TLS handshake takes no longer, in milliseconds. */
const HANDSHAKE_MS = 10_000;
/** In-flight requests have this long to be answered when the receiver closes, in milliseconds. */
const CLOSE_GRACE = 2000;

/** How a server is spoken with. */
export interface ListenerOptions {
  /** Whence connections may come, beside this machine itself; absent: from anywhere. */
  networks?: Networks;
  /** To speak HTTPS with; absent: plain HTTP. Closing it is the caller's. */
  secured?: FollowedPair;
  /** Told of what should not happen: a fault of ours while answering. */
  onFault: (error: unknown) => void;
}

/** A server that listens. */
export interface Listener {
  server: Server;
  connections: Connections;
}

/**
 * Opens one server to a door.
 *
 * @param explain says what is thrown where it cannot be listened there
 */
export async function listen(
  door: Door,
  options: ListenerOptions,
  where: HandedSocket | { host: string; port: number },
  explain: (error: NodeJS.ErrnoException) => Error | Promise<Error>,
): Promise<Listener> {
  const { secured, networks } = options;
  const server = secured
    ? createSecureServer({ ...LIMITS, ...HALF_OPEN, ...securely(secured.inForce) }, take)
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
  { onFault }: Pick<ListenerOptions, 'onFault'>,
  connections: Connections,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  // Nothing would be answered that comes behind an answer that closes the connection, so nothing must be stored.
  if (isLast(request.socket) || !connections.begin(request, response)) return;
  handleRequest(door, request, response).catch((error: unknown) => {
    onFault(error);
    if (response.headersSent) response.destroy();
    else response.writeHead(500).end();
  });
}

/** Lets requests under way have their answer, and closes. */
export async function closeListener({ server, connections }: Listener): Promise<void> {
  const closed = new Promise((done) => server.close(done));
  server.closeIdleConnections();
  const timer = setTimeout(() => connections.destroyAll(), CLOSE_GRACE);
  await closed;
  clearTimeout(timer);
}
