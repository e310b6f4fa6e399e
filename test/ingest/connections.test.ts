import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { MOST_CONNECTIONS, MOST_WAITING } from '../../src/ingest/connections.ts';
import { TOO_MANY } from '../../src/rejection.ts';
import { startProxmoxReceiver } from '../support/receiver.ts';

const STRANGER = '127.0.0.2';

/** A connection that has sent something, and keeps silent from then on. */
function hold(port: number, localAddress: string, bytes: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  socket.resume();
  return new Promise((done) => {
    socket.write(bytes, () => done(socket));
    socket.once('close', () => done(socket));
  });
}

function holdMany(count: number, port: number, localAddress: string, bytes: string): Promise<Socket[]> {
  return Promise.all(Array.from({ length: count }, () => hold(port, localAddress, bytes)));
}

interface Sender {
  port: number;
  token: string;
  agent?: Agent | false;
  /** To send over; absent: what the agent has. */
  socket?: Socket;
  headers?: Record<string, string>;
}

/** Posts an event; gives the status. */
function post({ port, token, agent = false, socket, headers = {} }: Sender): Promise<number> {
  return new Promise((done, fail) => {
    const sent = request({
      port,
      ...(socket ? { createConnection: () => socket } : { agent }),
      host: '127.0.0.1',
      path: '/ingest',
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-tempo-token': token, ...headers },
    });
    sent.once('error', fail);
    sent.once('response', (response) => {
      response.resume();
      response.once('end', () => done(response.statusCode ?? 0));
    });
    sent.end(JSON.stringify({ title: 'Backup done', providerIdentifier: 'com.proxmox' }));
  });
}

/** An agent that keeps its connections open, until the test ends. */
function keepingAgent(sockets: number): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: sockets, maxFreeSockets: sockets });
  onTestFinished(() => agent.destroy());
  return agent;
}

async function postAtOnce(count: number, sender: Sender): Promise<number[]> {
  return Promise.all(Array.from({ length: count }, () => post(sender)));
}

describe('an address that opens connections and sends nothing whole on them', () => {
  it.each([
    ['half a header', 'POST /ingest HTTP/1.1\r\nHost: x\r\n'],
    ['nothing', ''],
    ['requests without a token, one after the other', 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n'],
    [
      'a request that is refused, and not its body',
      'POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n',
    ],
  ])('shuts nobody out: %s', async (_, bytes) => {
    const { port, token, receiver } = await startProxmoxReceiver();
    await holdMany(600, port, STRANGER, bytes);
    for (let round = 0; round < 10; round += 1) {
      expect(await post({ port, token })).toBe(202);
      await holdMany(30, port, STRANGER, bytes);
    }
    await vi.waitFor(() => {
      const told = receiver.rejections.recent.filter(({ reason }) => reason === TOO_MANY.connections);
      expect(new Set(told.map(({ address, status }) => `${status} ${address}`))).toEqual(
        new Set([`429 ${STRANGER}`]),
      );
      expect(told.reduce((sum, { times }) => sum + times, 0)).toBeGreaterThan(200);
    });
  });

  it('holds no more than a few of them for long, though there is room', async () => {
    const { port } = await startProxmoxReceiver();
    const held = await holdMany(100, port, STRANGER, 'POST /ingest HTTP/1.1\r\n');
    await vi.waitFor(
      async () => {
        held.push(await hold(port, STRANGER, 'POST /ingest HTTP/1.1\r\n'));
        expect(held.filter(({ destroyed }) => !destroyed).length).toBeLessThan(MOST_WAITING + 8);
      },
      // Within the time that a header may take anyway.
      { timeout: 20_000, interval: 200 },
    );
  });
});

describe('a sender with many connections', () => {
  it('keeps all of them, at one address', async () => {
    const { port, token, receiver } = await startProxmoxReceiver();
    const sender = { port, token, agent: keepingAgent(MOST_CONNECTIONS) };
    for (let round = 0; round < 3; round += 1) {
      const answers = await postAtOnce(MOST_CONNECTIONS, sender);
      expect(new Set(answers)).toEqual(new Set([202]));
    }
    expect(receiver.rejections.recent).toEqual([]);
  });

  it('loses none of a burst that is twice as large', async () => {
    const { port, token, receiver } = await startProxmoxReceiver();
    // It is a burst, however long this machine takes over it.
    const now = vi.spyOn(performance, 'now').mockReturnValue(performance.now());
    onTestFinished(() => now.mockRestore());
    let open = 0;
    for (const server of receiver.sockets) server.on('connection', () => (open += 1));
    const sockets = Array.from({ length: 2 * MOST_CONNECTIONS }, () => connect(port, '127.0.0.1'));
    await vi.waitFor(() => expect(open).toBe(sockets.length));
    const answers = await Promise.all(sockets.map((socket) => post({ port, token, socket })));
    expect(new Set(answers)).toEqual(new Set([202]));
    expect(receiver.rejections.recent).toEqual([]);
  });

  it('loses none that is under way to a stranger', async () => {
    const { port, token, receiver } = await startProxmoxReceiver();
    const sent = request({ port, host: '127.0.0.1', path: '/ingest', method: 'POST', agent: false });
    sent.setHeader('content-type', 'application/json');
    sent.setHeader('x-tempo-token', token);
    const answered = new Promise<number>((done, fail) => {
      sent.once('response', ({ statusCode }) => done(statusCode ?? 0));
      sent.once('error', fail);
    });
    sent.write('{"title":"slow",');
    await holdMany(600, port, STRANGER, 'POST /ingest HTTP/1.1\r\n');
    await vi.waitFor(() => expect(receiver.rejections.recent).not.toEqual([]));
    sent.end('"providerIdentifier":"com.proxmox"}');
    expect(await answered).toBe(202);
  });
});
