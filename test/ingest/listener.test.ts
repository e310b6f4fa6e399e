import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startProxmoxReceiver } from '../support/receiver.ts';

const EVENT = { title: 'Backup done', providerIdentifier: 'com.proxmox' };

/** Sends bytes as they are and returns everything that comes back until the connection ends. */
async function raw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

describe('a server that listens', () => {
  it.each([
    ['broken HTTP', 'NOT HTTP\r\n\r\n', 400],
    ['headers without end', `GET /health HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['two lengths', 'POST /ingest HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
  ])('answers %s', async (_, bytes, status) => {
    const { receiver, url } = await startProxmoxReceiver();
    expect(await raw(receiver.port, bytes)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  it('is not filled up by senders that never close their side', async () => {
    const { receiver, url } = await startProxmoxReceiver();
    const sockets = Array.from({ length: 256 }, () =>
      connect({ port: receiver.port, host: '127.0.0.1', allowHalfOpen: true }).resume(),
    );
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
    });
    await Promise.all(
      sockets.map((socket) => {
        socket.write('NOT HTTP\r\n\r\n');
        return new Promise((done) => socket.once('end', done));
      }),
    );
    const [server] = receiver.sockets;
    const counted = () => new Promise<number>((done) => server!.getConnections((_, count) => done(count)));
    await vi.waitFor(async () => expect(await counted()).toBe(0));
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  it('asks for a body only when the token is good', async () => {
    const { receiver, token } = await startProxmoxReceiver();
    const body = JSON.stringify(EVENT);
    const head = (given: string) =>
      `POST /ingest HTTP/1.1\r\nHost: x\r\nX-Tempo-Token: ${given}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${body.length}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`;
    expect(await raw(receiver.port, head(token) + body)).toMatch(
      /^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 202 /,
    );
    expect(await raw(receiver.port, head('wrong') + body)).toMatch(/^HTTP\/1.1 401 /);
  });

  it('gives a request under way its true answer when it closes', async () => {
    const { receiver, url, headers, store } = await startProxmoxReceiver();
    const sent = request(`${url}/ingest`, {
      method: 'POST',
      headers: { ...headers, expect: '100-continue' },
    });
    const answered = new Promise((done) => sent.on('response', ({ statusCode }) => done(statusCode)));
    sent.flushHeaders();
    await new Promise((done) => sent.once('continue', done));
    const closed = receiver.close();
    sent.end(JSON.stringify(EVENT));
    expect(await answered).toBe(202);
    await closed;
    expect(store.table.size).toBe(1);
  });
});
