import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { MOST_PIPELINED } from '../../src/ingest/pipelining.ts';
import { TOO_MANY } from '../../src/rejection.ts';
import { startProxmoxReceiver } from '../support/receiver.ts';
import { storedIn } from '../support/store.ts';

const BODY = JSON.stringify({ title: 'Backup done', providerIdentifier: 'com.proxmox' });

function post(token: string, headers = '', body = BODY): string {
  return `POST /ingest HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Tempo-Token: ${token}\r\n${headers}Content-Length: ${body.length}\r\n\r\n${body}`;
}

/** Sends bytes in one packet; gives the statuses of the answers until the connection ends. */
async function statuses(port: number, bytes: string, half = false): Promise<number[]> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  if (half) socket.end(bytes);
  else socket.write(bytes);
  const heard = await text(socket);
  socket.destroy();
  return [...heard.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
}

describe('requests on one connection', () => {
  it.each([
    ['garbage', 'garbage\r\n\r\n', 400],
    ['a header that is too long', `GET / HTTP/1.1\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
  ])('are answered in their order, though %s comes behind them', async (_, broken, status) => {
    const { port, token, dir, store } = await startProxmoxReceiver();
    expect(await statuses(port, post(token) + post(token) + broken)).toEqual([202, 202, status]);
    await store.close();
    expect(await storedIn(dir)).toHaveLength(2);
  });

  it('are answered though their sender has ended its side', async () => {
    const { port, token } = await startProxmoxReceiver();
    expect(await statuses(port, post(token) + post(token), true)).toEqual([202, 202]);
  });

  it('are not stored behind an answer that closes it', async () => {
    const { port, token, dir, store } = await startProxmoxReceiver();
    // The tokens are known then, so that the answer comes before the body.
    expect(await statuses(port, post(token, 'Connection: close\r\n'))).toEqual([202]);
    expect(await statuses(port, post(token) + post('wrong') + post(token))).toEqual([202, 401]);
    await store.close();
    expect(await storedIn(dir)).toHaveLength(2);
  });

  it('are stored as far as they are answered when there are too many', async () => {
    const { port, token, dir, store, receiver } = await startProxmoxReceiver();
    const answers = await statuses(port, post(token).repeat(4 * MOST_PIPELINED));
    expect(new Set(answers)).toEqual(new Set([202]));
    expect(receiver.rejections.recent).toMatchObject([{ status: 429, reason: TOO_MANY.requests, times: 1 }]);
    await store.close();
    expect(await storedIn(dir)).toHaveLength(answers.length);
  });

  it('are not read without end when nobody reads their answers', async () => {
    const { port, receiver } = await startProxmoxReceiver();
    const socket = connect({ port, host: '127.0.0.1' });
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => {}).pause();
    socket.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(100_000));
    await vi.waitFor(
      () => expect(receiver.rejections.recent).toMatchObject([{ status: 429, reason: TOO_MANY.requests }]),
      { timeout: 10_000 },
    );
    expect(receiver.underWay()).toBe(0);
  });
});

describe('a request', () => {
  it('whose headers are far too long is told so, however much of them follows', async () => {
    const { port } = await startProxmoxReceiver();
    expect(
      await statuses(port, `GET / HTTP/1.1\r\n${`X: ${'x'.repeat(1000)}\r\n`.repeat(8000)}\r\n`),
    ).toEqual([431]);
  });

  it.each(['100-Continue', '100-continue, x'])(
    'is given leave to send its body by %s',
    async (expectation) => {
      const { port, token } = await startProxmoxReceiver();
      const socket = connect(port, '127.0.0.1');
      const [head, body] = post(token, `Expect: ${expectation}\r\nConnection: close\r\n`).split('\r\n\r\n');
      socket.write(`${head}\r\n\r\n`);
      const leave = await new Promise((done) => socket.once('data', done));
      expect(String(leave)).toBe('HTTP/1.1 100 Continue\r\n\r\n');
      socket.write(body!);
      expect(await text(socket)).toMatch(/^HTTP\/1\.1 202 /);
    },
  );

  it.each([
    [
      'in HTTP/1.0 that expects what that does not know',
      (token: string) => post(token, 'Expect: 100-continue\r\n').replace('1.1', '1.0'),
      202,
    ],
    [
      'with an expectation that nobody knows',
      (token: string) => post(token, 'Expect: x\r\nConnection: close\r\n'),
      202,
    ],
    [
      'to the whole address, as a proxy is asked',
      (token: string) => post(token, 'Connection: close\r\n').replace('/ingest', 'http://x/ingest'),
      202,
    ],
    ['in HTTP/2.0, as it says', (token: string) => post(token).replace('1.1', '2.0'), 400],
    [
      'without a host',
      (token: string) => post(token, 'Connection: close\r\n').replace('Host: x\r\n', ''),
      400,
    ],
    [
      'of a page, to health',
      () => 'GET /health HTTP/1.1\r\nHost: x\r\nOrigin: null\r\nConnection: close\r\n\r\n',
      403,
    ],
    [
      'of a page, behind 2500 headers',
      (token: string) => post(token, `${'a:\r\n'.repeat(2500)}Origin: null\r\n`),
      403,
    ],
  ])('%s', async (_, bytes, status) => {
    const { port, token, receiver } = await startProxmoxReceiver();
    expect(await statuses(port, bytes(token))).toEqual([status]);
    expect(receiver.rejections.recent.map((each) => each.status)).toEqual(status === 202 ? [] : [status]);
  });

  it('that is packed for the way is refused', async () => {
    const { port, token } = await startProxmoxReceiver();
    const head = post(token).replace(/Content-Length.*/s, 'Transfer-Encoding: gzip, chunked\r\n\r\n');
    const chunk = `${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\n\r\n`;
    expect(await statuses(port, head + chunk)).toEqual([415]);
  });
});
