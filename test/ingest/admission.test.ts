import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { admitOnly } from '../../src/ingest/admission.ts';
import { networksFrom } from '../../src/ingest/networks.ts';
import { KEPT_OUTSIDE, Rejections } from '../../src/ingest/rejections.ts';
import { OUTSIDE } from '../../src/rejection.ts';

/** A server that takes every connection for one of these addresses, and says what got to it. */
async function start(addresses: readonly string[], { isSecure = false } = {}) {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(request.socket.remoteAddress ?? '');
    response.end('in');
  });
  const rejections = new Rejections();
  admitOnly(server, networksFrom(['private'], '--allow'), rejections, { isSecure });
  let next = 0;
  server.prependListener('connection', (socket: Socket) => {
    const remoteAddress = addresses[next++ % addresses.length];
    Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { port, asked, rejections, server };
}

async function answerTo(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  return text(socket).catch((error: NodeJS.ErrnoException) => error.code ?? '');
}

const REQUEST = 'POST /ingest HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 400000\r\n\r\n';

describe('the admission of connections', () => {
  it('answers 403 to one from elsewhere, whole also where much has been sent, and tells it', async () => {
    const { port, asked, rejections } = await start(['203.0.113.7']);
    const answer = await answerTo(port, REQUEST + 'x'.repeat(400_000));
    expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
    expect(answer).toContain('{"error":"This address may not connect."}');
    expect(asked).toEqual([]);
    expect(rejections.recent).toMatchObject([{ address: '203.0.113.7', status: 403, reason: OUTSIDE }]);
  });

  it('says nothing to it where TLS is spoken', async () => {
    const { port, rejections } = await start(['2001:db8::9'], { isSecure: true });
    expect(await answerTo(port, REQUEST)).not.toContain('HTTP');
    expect(rejections.recent).toMatchObject([{ address: '2001:db8::9', status: 403 }]);
  });

  it.each(['10.0.0.4', '::ffff:192.168.1.4', 'fe80::1%eth0', '127.0.0.9', '::1'])(
    'lets %s in',
    async (address) => {
      const { port, rejections } = await start([address]);
      expect(await answerTo(port, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toContain('in');
      expect(rejections.recent).toEqual([]);
    },
  );

  it('holds no connection for those it turns away, however many', async () => {
    const { port, server } = await start(['203.0.113.7']);
    let accepted = 0;
    server.on('connection', () => (accepted += 1));
    const sockets = Array.from({ length: 100 }, () => connect(port, '127.0.0.1'));
    for (const socket of sockets) socket.on('error', () => {});
    const counted = () => new Promise<number>((done) => server.getConnections((_, count) => done(count)));
    await vi.waitFor(() => expect(accepted).toBe(sockets.length));
    await vi.waitFor(async () => expect(await counted()).toBe(0), { timeout: 20_000 });
    for (const socket of sockets) socket.destroy();
  });

  it('lets strangers of many addresses fill no more than their part of the list', async () => {
    const { port, rejections } = await start(Array.from({ length: 90 }, (_, at) => `203.0.113.${at}`));
    const lost = {
      time: '2026-01-01T00:00:00Z',
      address: '10.0.0.1',
      status: 422,
      reason: 'no JSON',
      token: 'p',
    };
    rejections.add(lost);
    for (let at = 0; at < 90; at += 1) await answerTo(port, REQUEST);
    expect(rejections.recent[0]).toMatchObject(lost);
    expect(rejections.recent.length).toBeLessThanOrEqual(1 + KEPT_OUTSIDE);
    for (let at = 0; at < 200; at += 1)
      rejections.add({ ...lost, address: `198.51.100.${at}`, status: 403, reason: OUTSIDE });
    expect(rejections.recent[0]).toMatchObject(lost);
    expect(rejections.recent).toHaveLength(1 + KEPT_OUTSIDE);
    expect(rejections.recent.at(-1)).toMatchObject({ address: '198.51.100.199' });
  });
});
