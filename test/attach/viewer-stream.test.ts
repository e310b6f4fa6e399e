import { once } from 'node:events';
import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { MessageOf } from '../../src/attach/wire.ts';
import { FLAG } from '../../src/store/event-table.ts';
import { startHere } from '../support/attached.ts';
import { incoming } from '../support/events.ts';
import { tempDir } from '../support/temp-dir.ts';

/** Opens a stream as any HTTP client may. */
async function openStream(port: number, token: string, headers: Record<string, string> = {}) {
  const request: ClientRequest = get({
    port,
    host: '127.0.0.1',
    path: '/stream',
    headers: { authorization: `Bearer ${token}`, ...headers },
    agent: false,
  });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  onTestFinished(() => void request.destroy());
  let text = '';
  return {
    response,
    read() {
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
    },
    ids: () => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id)),
    text: () => text,
  };
}

/** What the messages of a stream say became of events, of those of which anything did. */
function toldFates(text: string): Map<number, number> {
  const fates = new Map<number, number>();
  for (const [, json] of text.matchAll(/^event: flags\ndata: (.*)$/gm)) {
    const { all, flags } = JSON.parse(json!) as MessageOf<'flags'>;
    if (all) fates.clear();
    for (const [seq, flag] of flags) {
      if (flag === 0) fates.delete(seq);
      else fates.set(seq, flag);
    }
  }
  return fates;
}

function upTo(count: number, from = 1): number[] {
  return Array.from({ length: count - from + 1 }, (_, at) => from + at);
}

describe('the stream of a receiver', () => {
  it('is one of server-sent events, and is taken up behind any of them', async () => {
    const service = await startHere(tempDir());
    const token = await service.tokens.add('viewer', { viewer: true });
    for (let at = 0; at < 5; at += 1) await service.store.append(incoming());
    const whole = await openStream(service.receiver.port, token);
    expect(whole.response.headers['content-type']).toBe('text/event-stream');
    whole.read();
    await vi.waitFor(() => expect(whole.text()).toMatch(/event: ready\ndata: \{"seq":5,"size":5\}\n\n$/));
    expect(whole.ids()).toEqual(upTo(5));
    const rest = await openStream(service.receiver.port, token, { 'last-event-id': '3' });
    rest.read();
    await vi.waitFor(() => expect(rest.ids()).toEqual([4, 5]));
    await service.store.append(incoming());
    await vi.waitFor(() => expect(rest.ids()).toEqual([4, 5, 6]));
  });

  it('keeps nothing in memory for a viewer that does not read, delays nobody for it, and gives it all in the end', async () => {
    const dir = tempDir();
    const service = await startHere(dir);
    const token = await service.tokens.add('viewer', { viewer: true });
    const sockets: { writableLength: number }[] = [];
    for (const server of service.receiver.sockets) server.on('connection', (socket) => sockets.push(socket));
    const slow = await openStream(service.receiver.port, token);
    const fast = await openStream(service.receiver.port, token);
    fast.read();
    const metadata = { Message: 'x'.repeat(20_000) };
    const count = 1500;
    for (let at = 0; at < count; at += 50)
      await Promise.all(upTo(50).map(() => service.store.append(incoming({ metadata }))));
    await vi.waitFor(() => expect(fast.ids()).toHaveLength(count), { timeout: 50_000 });
    // 30 MB were told, of which the receiver holds no more than a few pieces.
    expect(sockets).toHaveLength(2);
    expect(Math.max(...sockets.map(({ writableLength }) => writableLength))).toBeLessThan(4 * 1024 * 1024);
    slow.read();
    await vi.waitFor(() => expect(slow.ids()).toHaveLength(count), { timeout: 50_000 });
    expect(slow.ids()).toEqual(upTo(count));
    expect(fast.ids()).toEqual(upTo(count));
    await service.store.append(incoming());
    await vi.waitFor(() => expect(slow.ids().at(-1)).toBe(count + 1));
  }, 120_000);

  it('keeps nothing in memory either of what becomes of events meanwhile, and tells how it is in the end', async () => {
    const service = await startHere(tempDir());
    const token = await service.tokens.add('viewer', { viewer: true });
    const sockets: { writableLength: number }[] = [];
    for (const server of service.receiver.sockets) server.on('connection', (socket) => sockets.push(socket));
    const count = 3000;
    await Promise.all(upTo(count).map(() => service.store.append(incoming())));
    const slow = await openStream(service.receiver.port, token);
    const slots = [...service.store.table.slots()];
    for (let round = 0; round < 450; round += 1) {
      service.store.followers.marked(slots);
      await setImmediate();
    }
    expect(Math.max(...sockets.map(({ writableLength }) => writableLength))).toBeLessThan(1024 * 1024);
    await service.store.flag(slots.slice(1), FLAG.acked, true);
    slow.read();
    await service.store.append(incoming());
    await vi.waitFor(() => expect(slow.text()).toContain(`"seq":${count + 1},"size":${count + 1}}`));
    expect(toldFates(slow.text()).size).toBe(count - 1);
  }, 120_000);

  it('ends when the receiver closes, and says so', async () => {
    const service = await startHere(tempDir());
    const token = await service.tokens.add('viewer', { viewer: true });
    const stream = await openStream(service.receiver.port, token);
    stream.read();
    await vi.waitFor(() => expect(stream.text()).toContain('event: ready'));
    // The grace after which connections are cut never ends.
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    await service.stop();
    vi.useRealTimers();
    await vi.waitFor(() => expect(stream.response.complete).toBe(true));
    expect(stream.text()).toMatch(/event: end\ndata: \{"reason":/);
  });

  it('ends soon after its token was revoked', async () => {
    const service = await startHere(tempDir());
    const token = await service.tokens.add('viewer', { viewer: true });
    const stream = await openStream(service.receiver.port, token);
    stream.response.on('error', () => {});
    stream.read();
    await vi.waitFor(() => expect(stream.text()).toContain('event: ready'));
    await service.tokens.revoke('viewer');
    await vi.waitFor(() => expect(stream.response.closed).toBe(true), { timeout: 10_000 });
  });

  it.each(['?after=-1', '?after=x', '?after=1e3'])('refuses to be taken up at %s', async (query) => {
    const service = await startHere(tempDir());
    const token = await service.tokens.add('viewer', { viewer: true });
    const answer = await fetch(`http://127.0.0.1:${service.receiver.port}/stream${query}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(422);
  });
});

describe('the other routes of viewers', () => {
  it('tell the history segment by segment, the oldest first', async () => {
    const service = await startHere(tempDir());
    const token = await service.tokens.add('viewer', { viewer: true });
    const metadata = { Message: 'x'.repeat(1_000_000) };
    for (let at = 0; at < 20; at += 1) await service.store.append(incoming({ metadata }));
    const told: number[][] = [];
    for (let after = 0; ; after = told.at(-1)!.at(-1)!) {
      const answer = await fetch(
        `http://127.0.0.1:${service.receiver.port}/history?after=${after}&before=19`,
        { headers: { authorization: `Bearer ${token}` } },
      );
      const seqs = [...(await answer.text()).matchAll(/^\{"v":\d,"seq":(\d+),/gm)].map(([, seq]) =>
        Number(seq),
      );
      if (seqs.length === 0) break;
      told.push(seqs);
    }
    expect(told.length).toBeGreaterThan(1);
    expect(told.flat()).toEqual(upTo(18));
  });

  it.each([
    ['/marks', { flag: 'acked', on: true, seqs: [99] }, 200, { unknown: [99] }],
    ['/marks', { flag: 'acked', on: true, seqs: [] }, 200, { unknown: [] }],
    ['/marks', { flag: 'read', on: true, seqs: [1] }, 422, { field: '/flag' }],
    ['/marks', { flag: 'acked', on: 1, seqs: [1] }, 422, { field: '/on' }],
    ['/marks', { flag: 'acked', on: true, seqs: ['1'] }, 422, { field: '/seqs/0' }],
    ['/marks', { flag: 'acked', on: true, seqs: [1], more: 1 }, 422, { field: '' }],
    ['/marks', [], 422, { field: '' }],
    ['/visit', { seq: 7 }, 200, {}],
    ['/visit', { seq: -7 }, 422, { field: '/seq' }],
  ])('answer POST %s with %j by %i', async (path, body, status, told) => {
    const service = await startHere(tempDir());
    const token = await service.tokens.add('viewer', { viewer: true });
    const answer = await fetch(`http://127.0.0.1:${service.receiver.port}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject(told);
  });
});

describe('tokens, one by one', () => {
  const reading = [
    ['GET', '/stream'],
    ['GET', '/history'],
    ['POST', '/marks'],
    ['POST', '/visit'],
    ['GET', '/metrics'],
  ] as const;
  const ways = {
    'X-Tempo-Token': (token: string) => ({ 'x-tempo-token': token }),
    Bearer: (token: string) => ({ authorization: `Bearer ${token}` }),
  };

  it.each(reading.flatMap(([method, path]) => Object.keys(ways).map((way) => [method, path, way] as const)))(
    'a sender gets 401 by %s %s with %s, as do a stranger and who has none',
    async (method, path, way) => {
      const service = await startHere(tempDir());
      const sender = await service.tokens.add('proxmox', { provider: 'com.proxmox' });
      const viewer = await service.tokens.add('viewer', { viewer: true });
      const ask = (headers: Record<string, string>, query = '') =>
        fetch(`http://127.0.0.1:${service.receiver.port}${path}${query}`, {
          method,
          headers: { 'content-type': 'application/json', ...headers },
          ...(method === 'POST' && { body: '{"flag":"acked","on":true,"seqs":[]}' }),
        });
      const present = ways[way as keyof typeof ways];
      for (const token of [sender, 'tempo_wrong', `${viewer}x`])
        expect((await ask(present(token))).status).toBe(401);
      expect((await ask({})).status).toBe(401);
      // What stands in an address is written down along the way.
      expect((await ask({}, `?token=${viewer}`)).status).toBe(401);
      const known = await ask(present(viewer));
      expect(known.status).not.toBe(401);
      await known.body?.cancel();
      await service.tokens.revoke('viewer');
      expect((await ask(present(viewer))).status).toBe(401);
    },
  );

  it.each([
    ['/ingest', ways['X-Tempo-Token'], ''],
    ['/ingest', ways.Bearer, ''],
    ['/events', ways['X-Tempo-Token'], ''],
    ['/events', ways.Bearer, ''],
    ['/message', ways['X-Tempo-Token'], ''],
    ['/message', ways.Bearer, ''],
    ['/message', (token: string) => ({ 'x-gotify-key': token }), ''],
    ['/message', () => ({}), '?token='],
  ] as const)('a viewer gets 401 by POST %s (%#)', async (path, present, query) => {
    const service = await startHere(tempDir());
    const viewer = await service.tokens.add('viewer', { viewer: true });
    const answer = await fetch(
      `http://127.0.0.1:${service.receiver.port}${path}${query === '' ? '' : `${query}${viewer}`}`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...present(viewer) },
        body: JSON.stringify({ title: 'x', message: 'y', priority: 5 }),
      },
    );
    expect(answer.status).toBe(401);
    expect(service.store.table.size).toBe(0);
  });
});
