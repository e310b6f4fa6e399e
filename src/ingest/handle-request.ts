import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { IncomingEvent } from '../event.ts';
import { TOO_MANY } from '../rejection.ts';
import type { EventStore } from '../store/event-store.ts';
import type { Stored } from '../store/recorder.ts';
import { answer } from './answer.ts';
import {
  authorise,
  authoriseProvider,
  authoriseViewer,
  type Gate,
  mayStillRead,
  presentedGotifyToken,
  presentedToken,
  type Visit,
} from './authorise.ts';
import type { Receipt } from './payload.ts';
import { plainAddress } from './plain-address.ts';
import type { Sender } from './proxmox/native-shape.ts';
import { withBody } from './read-body.ts';
import { readEvent, readGotifyEvent } from './read-event.ts';
import type { ReadingRoute, ReadingRoutes } from './reading-route.ts';
import { Refusal } from './refusal.ts';
import { refuseBrowsers, refuseOtherHttp, requireJson } from './refuse-foreign.ts';
import type { Rejections } from './rejections.ts';
import type { SenderToken } from './token.ts';

/** Seconds a sender is asked to wait while storage refuses. */
const STORAGE_RETRY = '5';

/** Characters of a path that are told. */
const MOST_PATH = 40;

/** An event that was stored, as it is counted and timed. */
export interface ReceivedEvent {
  provider: string;
  address: string;
  outcome: Stored['outcome'];
  /** From its header to its answer. */
  seconds: number;
}

/** What the routes work with. */
export interface Door extends Gate {
  store: EventStore;
  rejections: Rejections;
  /** What is known of the last request on a connection. */
  visits: WeakMap<Duplex, { request: IncomingMessage; visit: Visit }>;
  onReceived(received: ReceivedEvent): void;
  /** What viewers may ask for, by path. */
  reading: ReadingRoutes;
  /** How many of their requests are under way. */
  readers: number;
  /** Aborted when the receiver closes. */
  closing: AbortSignal;
}

/** Answers that go on are held to their tokens this often, in milliseconds. */
const LOOK_MS = 1000;

/** Requests of viewers under way at once: a long answer holds its connection, and senders need some, too. */
export const MOST_READERS = 64;

type Route = (door: Door, request: IncomingMessage, response: ServerResponse, visit: Visit) => Promise<void>;

/** What one kind of sender posts, and what it is answered. */
interface Intake {
  tokenOf(request: IncomingMessage): string | undefined;
  read(body: string, sender: Sender, receipt: Receipt): IncomingEvent;
  answerOf(stored: Stored): { status: number; body: object };
}

const ingestion: Intake = {
  tokenOf: presentedToken,
  read: readEvent,
  answerOf: ({ outcome, event }) => ({
    status: outcome === 'accepted' ? 202 : 200,
    body: { id: event.id, status: outcome },
  }),
};

/** Its clients expect a number. */
const gotify: Intake = {
  tokenOf: presentedGotifyToken,
  read: readGotifyEvent,
  answerOf: ({ event }) => ({ status: 200, body: { id: event.seq } }),
};

interface OfferedRoute {
  methods: readonly string[];
  run: Route;
}

const routes: Readonly<Record<string, OfferedRoute>> = {
  '/health': { methods: ['GET', 'HEAD'], run: health },
  '/ingest': { methods: ['POST'], run: receiving(ingestion) },
  '/events': { methods: ['POST'], run: receiving(ingestion) },
  '/message': { methods: ['POST'], run: receiving(gotify) },
};

/** Answers one request; every refusal is recorded, and nothing a sender writes leads to a 5xx. */
export async function handleRequest(
  door: Door,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  door.store.awake();
  const visit: Visit = { address: plainAddress(request.socket.remoteAddress) };
  door.visits.set(request.socket, { request, visit });
  try {
    refuseOtherHttp(request);
    refuseBrowsers(request);
    const route = routeFor(door, request);
    await route(door, request, response, visit);
  } catch (error) {
    if (!(error instanceof Refusal)) {
      // The sender hung up in the middle of its own request: there is no one left to answer.
      if (request.destroyed && !request.readableEnded) return;
      throw error;
    }
    door.rejections.add({
      time: new Date().toISOString(),
      address: visit.address,
      status: error.status,
      reason: error.reason,
      ...(visit.token && { token: visit.token.name }),
    });
    answer(request, response, error.status, error.body, error.detail.headers);
  }
}

function routeFor({ reading }: Door, request: IncomingMessage): Route {
  const path = pathOf(request.url ?? '');
  const route = ownRoute(routes, path) ?? readingRoute(ownRoute(reading, path));
  if (!route)
    throw new Refusal(404, 'There is nothing here. Events go to /ingest.', {
      trueReason: `there is nothing at ${shownPath(path)}: events go to /ingest, those of Gotify to /message`,
    });
  if (!route.methods.includes(request.method ?? '')) {
    const allow = route.methods.join(', ');
    throw new Refusal(405, `This path takes ${allow}.`, { headers: { allow } });
  }
  return route.run;
}

/** The whole address, as a proxy is asked, is the same as its path: whoever it names, it was sent here. */
function pathOf(target: string): string {
  const path = target.replace(/^http:\/\/[^/?#]+/i, '').split('?', 1)[0]!;
  // A server address that ends in a slash makes Gotify's path begin with two.
  return path.replace(/^\/+/, '/');
}

function ownRoute<R>(offered: Readonly<Record<string, R>>, path: string): R | undefined {
  return Object.hasOwn(offered, path) ? offered[path] : undefined;
}

/** As much of a path as tells a slip; a token may have slipped into it, too. */
function shownPath(path: string): string {
  if (!path.startsWith('/')) return '(no path)';
  return path
    .replace(/tempo_[\w-]*|[\w-]{20,}/gi, '(long)')
    .replace(/[^\w/.~()-]/g, '?')
    .slice(0, MOST_PATH);
}

async function health(door: Door, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (door.store.trouble)
    answer(request, response, 503, { status: 'degraded' }, { 'retry-after': STORAGE_RETRY });
  else answer(request, response, 200, { status: 'ok' });
}

/** A route that viewers may ask. It holds its place until its answer has ended, however that comes about. */
function readingRoute(route: ReadingRoute | undefined): OfferedRoute | undefined {
  if (!route) return undefined;
  return {
    methods: route.methods,
    run: async (door, request, response, visit) => {
      const text = presentedToken(request);
      const { name } = await authoriseViewer(door, text, visit);
      // It hung up meanwhile: what is told of that once has been told.
      if (response.destroyed) return;
      if (door.readers >= MOST_READERS)
        throw new Refusal(429, TOO_MANY.readers, { headers: { 'retry-after': '1' } });
      door.readers += 1;
      // A viewer that has ended its side has hung up on what goes on and on.
      const hangUp = () => response.headersSent && response.destroy();
      request.socket.once('end', hangUp);
      // What goes on and on ends soon after its token does.
      const look = setInterval(() => {
        mayStillRead(door, text, visit.address).then(
          (may) => may || response.destroy(),
          () => {},
        );
      }, LOOK_MS).unref();
      response.once('close', () => {
        clearInterval(look);
        request.socket.off('end', hangUp);
        door.readers -= 1;
        // It would be kept open for a next request, which nobody would answer.
        if (door.closing.aborted) request.socket.destroySoon();
      });
      await route.run(request, response, { name, closing: door.closing });
    },
  };
}

/** A route that takes events. */
function receiving({ tokenOf, read, answerOf }: Intake): Route {
  return async (door, request, response, visit) => {
    const begun = performance.now();
    const token = await authorise(door, tokenOf(request), visit);
    requireJson(request);
    const readAs = (text: string): IncomingEvent => {
      const event = read(text, senderOf(token), receiptOf(visit, token));
      authoriseProvider(token, event.providerIdentifier);
      return event;
    };
    await withBody(request, response, readAs, async (event) => {
      const stored = await door.store.append(event).catch((error: NodeJS.ErrnoException) => {
        throw new Refusal(503, 'The event could not be stored.', {
          headers: { 'retry-after': STORAGE_RETRY },
          trueReason: `the event could not be stored: ${error.message}`,
        });
      });
      const { status, body } = answerOf(stored);
      answer(request, response, status, body);
      const seconds = (performance.now() - begun) / 1000;
      const { address } = visit;
      const { outcome } = stored;
      door.onReceived({ provider: event.providerIdentifier, address, outcome, seconds });
    });
  };
}

/** What a notification that names neither gets from its token. */
function senderOf({ provider, serverUrl }: SenderToken): Sender {
  return { providerIdentifier: provider, ...(serverUrl !== undefined && { serverUrl }) };
}

function receiptOf({ address }: Visit, { name, cluster }: SenderToken): Receipt {
  return {
    receivedAt: Date.now(),
    senderAddress: address,
    token: name,
    ...(cluster !== undefined && { cluster }),
  };
}
