import { setMaxListeners } from 'node:events';
import type { Server } from 'node:http';
import type { EventStore } from '../store/event-store.ts';
import { explainListen } from './explain-listen.ts';
import { type HandedSocket, isTcpAddress, LOOPBACK, listeningOf, wrongSocket } from './handed-socket.ts';
import type { Door, ReceivedEvent } from './handle-request.ts';
import { closeListener, type Listener, type ListenerOptions, listen } from './listener.ts';
import { slidingMinute } from './rate-limit.ts';
import type { ReadingRoutes } from './reading-route.ts';
import type { Rejections } from './rejections.ts';
import type { TokenFile } from './tokens.ts';

const FAILURES_A_MINUTE = 60;

export interface ReceiverOptions extends ListenerOptions {
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
  /** Events a minute and token; 0 for no limit. */
  rateLimit: number;
  /** Told of each event that was stored, once it is answered. */
  onReceived?: (received: ReceivedEvent) => void;
  /** What viewers may ask for. */
  reading?: ReadingRoutes;
}

export interface Receiver {
  readonly port: number;
  /** Address it listens on; undefined: loopback. */
  readonly host: string | undefined;
  /** What it listens on, to be handed over. */
  readonly sockets: readonly Server[];
  /** Requests that are being answered now, but for those of viewers, whose answers go on. */
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
    visits: new WeakMap(),
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
    underWay: () =>
      listeners.reduce((sum, { connections }) => sum + connections.underWay(), 0) - door.readers,
    close: async () => {
      closing.abort();
      await Promise.all(listeners.map(closeListener));
    },
  };
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
