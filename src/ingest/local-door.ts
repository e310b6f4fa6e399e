import { chmod, unlink } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { answer } from './answer.ts';
import type { ReadingRoutes } from './reading-route.ts';
import { Refusal } from './refusal.ts';

export interface LocalDoor {
  /** Has answers that go on end, and closes. */
  close(): Promise<void>;
}

/**
 * Lets viewers of this machine in without a token, over a socket that nobody but their user can open.
 *
 * @param path of the socket; what is there is in nobody's use
 * @param onFault told of what should not happen
 * @throws Error from the system where there can be no socket
 */
export async function openLocalDoor(
  path: string,
  routes: ReadingRoutes,
  onFault: (error: unknown) => void,
): Promise<LocalDoor> {
  const closing = new AbortController();
  const server = createServer((request, response) => {
    answerLocal(routes, request, response, closing.signal).catch((error: unknown) => {
      if (!request.destroyed) onFault(error);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
  await unlink(path).catch(() => {});
  await listen(server, path);
  await chmod(path, 0o600);
  return {
    close: async () => {
      closing.abort();
      const closed = new Promise((done) => server.close(done));
      server.closeIdleConnections();
      // What is answered now is on its way; nobody waits for a viewer that does not read.
      const timer = setTimeout(() => server.closeAllConnections(), 500);
      await closed;
      clearTimeout(timer);
    },
  };
}

async function answerLocal(
  routes: ReadingRoutes,
  request: IncomingMessage,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<void> {
  const path = (request.url ?? '').split('?', 1)[0]!;
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
  try {
    if (!route) throw new Refusal(404, 'There is nothing here.');
    if (!route.methods.includes(request.method ?? ''))
      throw new Refusal(405, `This path takes ${route.methods.join(', ')}.`);
    await route.run(request, response, { name: 'on this machine', closing });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    answer(request, response, error.status, error.body, error.detail.headers);
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(path, done);
  });
}
