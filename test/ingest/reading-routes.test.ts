import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { MOST_CONNECTIONS } from '../../src/ingest/connections.ts';
import { MOST_READERS } from '../../src/ingest/handle-request.ts';
import type { ReadingRoute } from '../../src/ingest/reading-route.ts';
import { Refusal } from '../../src/ingest/refusal.ts';
import { TOO_MANY } from '../../src/rejection.ts';
import { startProxmoxReceiver } from '../support/receiver.ts';

const EVENT = JSON.stringify({ title: 'Backup done', message: 'done', providerIdentifier: 'com.proxmox' });
const ONE_BODY = { error: 'The token is missing, unknown, or not bound to this provider.' };

/** Tells who asks. */
const whoami: ReadingRoute = {
  methods: ['GET', 'POST'],
  run: async (_, response, { name }) => void response.end(name),
};
/** Begins an answer, and ends it when the receiver closes. */
const stream: ReadingRoute = {
  methods: ['GET'],
  run: async (_, response, { closing }) => {
    response.write('begun\n');
    closing.addEventListener('abort', () => response.end('closed\n'));
  },
};
const picky: ReadingRoute = {
  methods: ['GET'],
  run: async () => {
    throw new Refusal(422, 'is no number', { field: '/since' });
  },
};

async function start() {
  const reading = { '/whoami': whoami, '/stream': stream, '/picky': picky };
  const running = await startProxmoxReceiver({}, 0, reading);
  const viewer = await running.tokens.add('grafana', { viewer: true });
  const url = `http://127.0.0.1:${running.port}`;
  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(url + path, { method, headers });
  const reasons = () => running.receiver.rejections.recent.map(({ reason }) => reason);
  return { ...running, viewer, url, ask, reasons };
}

/** Asks over a connection of its own; resolves when the answer has begun. */
async function holdStream(port: number, token: string) {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.write(`GET /stream HTTP/1.1\r\nHost: x\r\nX-Tempo-Token: ${token}\r\n\r\n`);
  await new Promise((done) => socket.once('readable', done));
  return socket;
}

describe('the token of a viewer', () => {
  it.each([
    ['X-Tempo-Token', (token: string) => ({ 'x-tempo-token': token })],
    ['Authorization', (token: string) => ({ authorization: `Bearer ${token}` })],
  ])('reads by %s', async (_, headers) => {
    const { ask, viewer } = await start();
    for (const method of ['GET', 'POST'])
      expect(await (await ask('/whoami?x=1', headers(viewer), method)).text()).toBe('grafana');
  });

  it.each(
    ['/ingest', '/events', '/message'].flatMap((path) => [
      (token: string) => ({ path, headers: { 'x-tempo-token': token } }),
      (token: string) => ({ path, headers: { authorization: `Bearer ${token}` } }),
      (token: string) => ({ path, headers: { 'x-gotify-key': token } }),
      (token: string) => ({ path: `${path}?token=${token}`, headers: {} }),
    ]),
  )('sends nothing, whichever way it comes (%#)', async (carry) => {
    const { url, viewer, store, reasons } = await start();
    const { path, headers } = carry(viewer);
    const request = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } };
    const answer = await fetch(url + path, { ...request, body: EVENT });
    expect([answer.status, await answer.json()]).toEqual([401, ONE_BODY]);
    expect(store.table.size).toBe(0);
    const read = 'x-tempo-token' in headers || 'authorization' in headers || path.startsWith('/message');
    expect(reasons()).toEqual([
      read ? "the token grafana is a viewer's: it reads, and sends nothing" : 'no token was sent',
    ]);
  });
});

describe('a route that reads', () => {
  it('is closed to all other tokens, with one answer and the true reason told', async () => {
    const { ask, token, tokens, viewer, reasons } = await start();
    await tokens.revoke('grafana');
    const tries = [
      {},
      { 'x-tempo-token': token },
      { authorization: `Bearer ${token}` },
      { 'x-tempo-token': `tempo_${'x'.repeat(43)}` },
      { 'x-tempo-token': viewer },
    ];
    for (const headers of tries) {
      const answer = await ask('/whoami', headers);
      expect([answer.status, await answer.json()]).toEqual([401, ONE_BODY]);
    }
    expect(reasons()).toEqual([
      'no token was sent',
      'the token proxmox sends for com.proxmox, and reads nothing',
      'the token is unknown or revoked',
    ]);
  });

  it('takes no token from its address, nor one of Gotify', async () => {
    const { ask, viewer } = await start();
    expect((await ask(`/whoami?token=${viewer}`)).status).toBe(401);
    expect((await ask('/whoami', { 'x-gotify-key': viewer })).status).toBe(401);
  });

  it('holds up an address that fails too often, and nobody with a token', async () => {
    const { ask, viewer, token } = await start();
    const statuses = new Set<number>();
    for (let tries = 0; tries < 70; tries += 1)
      statuses.add((await ask('/whoami', { 'x-tempo-token': token })).status);
    expect([...statuses]).toEqual([401, 429]);
    expect((await ask('/whoami', { 'x-tempo-token': viewer })).status).toBe(200);
  });

  it('refuses pages, methods and paths as the others do, and tells of what it refuses', async () => {
    const { ask, viewer, receiver } = await start();
    const headers = { 'x-tempo-token': viewer };
    expect((await ask('/whoami', { ...headers, origin: 'http://x' })).status).toBe(403);
    expect((await ask('/whoami', { ...headers, 'sec-fetch-site': 'same-origin' })).status).toBe(403);
    const wrong = await ask('/whoami', headers, 'DELETE');
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, POST']);
    expect((await ask('/toString', headers)).status).toBe(404);
    const picked = await ask('/picky', headers);
    expect([picked.status, await picked.json()]).toEqual([
      422,
      { error: '/since is no number.', field: '/since' },
    ]);
    expect(receiver.rejections.recent.map(({ status, token }) => [status, token])).toEqual([
      [403, undefined],
      [405, undefined],
      [404, undefined],
      [422, 'grafana'],
    ]);
  });
});

describe('an answer that goes on', () => {
  it('outlives a crowd of connections', async () => {
    const { port, viewer, ask } = await start();
    const socket = await holdStream(port, viewer);
    let closed = 0;
    const crowd = Array.from({ length: 2 * MOST_CONNECTIONS + 50 }, () => connect(port, '127.0.0.1'));
    for (const each of crowd)
      each
        .on('error', () => {})
        .on('close', () => (closed += 1))
        .resume();
    onTestFinished(() => {
      for (const each of crowd) each.destroy();
    });
    await vi.waitFor(() => expect(closed).toBeGreaterThan(0), { timeout: 20_000 });
    expect((await ask('/whoami', { 'x-tempo-token': viewer })).status).toBe(200);
    expect(socket.readableEnded || socket.destroyed).toBe(false);
  });

  it('is told of the end of the receiver, which does not wait for it', async () => {
    const { port, viewer, receiver } = await start();
    const rest = text(await holdStream(port, viewer));
    // The grace after which connections are cut never ends.
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    await receiver.close();
    vi.useRealTimers();
    expect(await rest).toContain('closed');
  });

  it('holds one of a number of places, which is free again when its viewer hangs up', async () => {
    const { port, viewer, token, ask, url, receiver } = await start();
    const held = await Promise.all(Array.from({ length: MOST_READERS }, () => holdStream(port, viewer)));
    const reads = async () => (await ask('/whoami', { 'x-tempo-token': viewer })).status;
    expect(await reads()).toBe(429);
    expect(receiver.rejections.recent.at(-1)).toMatchObject({ token: 'grafana', reason: TOO_MANY.readers });
    const headers = { 'content-type': 'application/json', 'x-tempo-token': token };
    expect((await fetch(`${url}/ingest`, { method: 'POST', headers, body: EVENT })).status).toBe(202);
    // Nobody waits for an answer that never ends.
    expect(receiver.underWay()).toBe(0);
    held[0]!.destroy();
    await vi.waitFor(async () => expect(await reads()).toBe(200));
  });

  it('holds none for a viewer that hung up while its token was looked up', async () => {
    const { port, viewer, ask, receiver, tokens } = await start();
    let closed = 0;
    for (const server of receiver.sockets)
      server.on('connection', (socket: Socket) => socket.once('close', () => (closed += 1)));
    const find = tokens.find.bind(tokens);
    let looked = 0;
    let answer = () => {};
    const isAnswered = new Promise<void>((done) => {
      answer = done;
    });
    vi.spyOn(tokens, 'find').mockImplementation(async (text) => {
      looked += 1;
      await isAnswered;
      return find(text);
    });
    const crowd = Array.from({ length: MOST_READERS }, () => connect(port, '127.0.0.1'));
    for (const socket of crowd)
      socket.write(`GET /stream HTTP/1.1\r\nHost: x\r\nX-Tempo-Token: ${viewer}\r\n\r\n`);
    await vi.waitFor(() => expect(looked).toBe(MOST_READERS));
    for (const socket of crowd) socket.resetAndDestroy();
    await vi.waitFor(() => expect(closed).toBe(MOST_READERS));
    answer();
    expect((await ask('/whoami', { 'x-tempo-token': viewer })).status).toBe(200);
  });
});
