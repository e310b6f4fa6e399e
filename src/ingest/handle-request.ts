import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EventStore } from '../store/event-store.ts';
import { answer } from './answer.ts';
import { authorise, authoriseProvider, type Gate } from './authorise.ts';
import { readPayload } from './payload.ts';
import { withBody } from './read-body.ts';
import { Refusal } from './refusal.ts';
import type { Rejections } from './rejections.ts';
import type { Token } from './tokens.ts';

/** Seconds a sender is asked to wait while storage refuses. */
const STORAGE_RETRY = '5';

/** What the routes work with. */
export interface Door extends Gate {
  store: EventStore;
  rejections: Rejections;
}

type Route = (door: Door, request: IncomingMessage, response: ServerResponse, visit: Visit) => Promise<void>;

/** What is known of a request, gathered on the way for the list of rejections. */
interface Visit {
  address: string;
  token?: Token;
}

const routes: Record<string, { methods: readonly string[]; run: Route }> = {
  '/health': { methods: ['GET', 'HEAD'], run: health },
  '/ingest': { methods: ['POST'], run: ingest },
  '/events': { methods: ['POST'], run: ingest },
};

/** Answers one request; every refusal is recorded, and nothing a sender writes leads to a 5xx. */
export async function handleRequest(
  door: Door,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const visit: Visit = { address: plainAddress(request.socket.remoteAddress) };
  try {
    const route = routeFor(request);
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

function routeFor(request: IncomingMessage): Route {
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (!route) throw new Refusal(404, 'There is nothing here. Events go to /ingest.');
  if (!route.methods.includes(request.method ?? '')) {
    const allow = route.methods.join(', ');
    throw new Refusal(405, `This path takes ${allow}.`, { headers: { allow } });
  }
  return route.run;
}

async function health(door: Door, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (door.store.trouble)
    answer(request, response, 503, { status: 'degraded' }, { 'retry-after': STORAGE_RETRY });
  else answer(request, response, 200, { status: 'ok' });
}

async function ingest(door: Door, request: IncomingMessage, response: ServerResponse, visit: Visit) {
  refuseBrowsers(request);
  const token = await authorise(door, request, visit.address);
  visit.token = token;
  requireJson(request);
  await withBody(request, response, async (text) => {
    const event = readPayload(text, { receivedAt: Date.now(), senderAddress: visit.address });
    authoriseProvider(token, event.providerIdentifier);
    const stored = await door.store.append(event).catch((error: NodeJS.ErrnoException) => {
      throw new Refusal(503, 'The event could not be stored.', {
        headers: { 'retry-after': STORAGE_RETRY },
        trueReason: `the event could not be stored: ${error.message}`,
      });
    });
    const status = stored.outcome === 'accepted' ? 202 : 200;
    answer(request, response, status, { id: stored.event.id, status: stored.outcome });
  });
}

/** A page in a browser may reach the loopback address; no page has business here. */
function refuseBrowsers({ headers }: IncomingMessage): void {
  const site = headers['sec-fetch-site'];
  if (headers.origin === undefined && (site === undefined || site === 'none')) return;
  throw new Refusal(403, 'Requests from browser pages are refused.');
}

function requireJson({ headers }: IncomingMessage): void {
  const type = (headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
  if (type !== 'application/json') throw new Refusal(415, 'The content type must be application/json.');
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') throw new Refusal(415, 'Compressed bodies are not read.');
}

/** IPv4 addresses reach a dual-stack listener in IPv6 dress. */
function plainAddress(address = 'unknown'): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '');
}
