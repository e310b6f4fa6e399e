import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Attachment } from '../../src/attach/attachment.ts';
import { openStream } from '../../src/attach/receiver-link.ts';
import type { RunningService } from '../../src/commands/start-service.ts';
import type { IncomingEvent } from '../../src/event.ts';
import { TokenFile } from '../../src/ingest/tokens.ts';
import { ScoreBook } from '../../src/score/score-book.ts';
import { marker, Subjects } from '../../src/score/subjects.ts';
import { FLAG } from '../../src/store/event-table.ts';
import { viewerSocket } from '../../src/store/viewer-socket.ts';
import { startHere, type Viewing, view } from '../support/attached.ts';
import { incoming } from '../support/events.ts';
import { tempDir } from '../support/temp-dir.ts';

type Way = 'on this machine' | 'from another machine';

/** How a viewer comes to a receiver, by the way it comes. */
async function wayTo(way: Way, dir: string, port: number): Promise<Parameters<typeof view>[0]> {
  if (way === 'on this machine') return { dir };
  const tokens = new TokenFile(dir);
  const known = (await tokens.list()).length;
  return { port, token: await tokens.add(`viewer ${known}`, { viewer: true }) };
}

async function receive(
  { store }: Pick<RunningService, 'store'>,
  titles: readonly string[],
  fields: Partial<IncomingEvent> = {},
) {
  for (const title of titles) await store.append(incoming({ title, ...fields }));
}

function numbered(word: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${word} ${at}`);
}

function slotOf({ attachment }: Viewing, title: string): number {
  const { store } = attachment;
  return [...store.table.slots()].find((slot) => store.event(slot)?.title === title)!;
}

describe.each(['on this machine', 'from another machine'] as const)('a viewer %s', (way) => {
  it('has the history, and what comes as it comes', async () => {
    const dir = tempDir();
    const service = await startHere(dir);
    const before = numbered('before', 450);
    await receive(service, before);
    const viewing = await view(await wayTo(way, dir, service.receiver.port));
    await vi.waitFor(() => expect(viewing.titles()).toEqual(before), { timeout: 10_000 });
    // That it was the last one shows only when the receiver says no more.
    await vi.waitFor(() => expect(viewing.attachment.store.indexed).toBeUndefined());
    expect(viewing.arrived).toEqual([]);
    await receive(service, ['one', 'two']);
    await vi.waitFor(() => expect(viewing.arrived).toEqual(['one', 'two']));
    expect(viewing.titles()).toEqual([...before, 'one', 'two']);
  });

  it('goes on behind its last event after a break, with nothing missing and nothing twice', async () => {
    const dir = tempDir();
    const first = await startHere(dir);
    await receive(first, ['before']);
    const viewing = await view(await wayTo(way, dir, first.receiver.port));
    await vi.waitFor(() => expect(viewing.titles()).toEqual(['before']));
    await first.stop();
    await vi.waitFor(() => expect(viewing.attachment.link.kind).toBe('lost'));
    const second = await startHere(dir, first.receiver.port);
    const meanwhile = numbered('meanwhile', 300);
    await receive(second, meanwhile);
    await vi.waitFor(() => expect(viewing.attachment.link.kind).toBe('live'), { timeout: 10_000 });
    await receive(second, ['after']);
    const all = ['before', ...meanwhile, 'after'];
    await vi.waitFor(() => expect(viewing.titles()).toEqual(all), { timeout: 10_000 });
    expect(viewing.arrived).toEqual(all.slice(1));
  });

  it('has events marked by who owns them, which all others see', async () => {
    const dir = tempDir();
    const service = await startHere(dir);
    await receive(service, ['a', 'b', 'c']);
    const [one, other] = await Promise.all([
      view(await wayTo(way, dir, service.receiver.port)),
      view(await wayTo(way, dir, service.receiver.port)),
    ]);
    await vi.waitFor(() => expect(other.titles()).toEqual(['a', 'b', 'c']));
    await one.attachment.store.flag([slotOf(one, 'a'), slotOf(one, 'b')], FLAG.acked, true);
    await one.attachment.store.flag([slotOf(one, 'b')], FLAG.dismissed, true);
    const marked = ['a ✓', 'b ✓ ✗', 'c'];
    expect(one.titles()).toEqual(marked);
    await vi.waitFor(() => expect(other.titles()).toEqual(marked));
    await other.attachment.store.flag([slotOf(other, 'b')], FLAG.dismissed, false);
    await vi.waitFor(() => expect(one.titles()).toEqual(['a ✓', 'b ✓', 'c']));
    await service.stop();
    const again = await startHere(dir, service.receiver.port);
    const late = await view(await wayTo(way, dir, again.receiver.port));
    await vi.waitFor(() => expect(late.titles()).toEqual(['a ✓', 'b ✓', 'c']));
  });

  it('takes over marks that were made while it was cut off', async () => {
    const dir = tempDir();
    const first = await startHere(dir);
    await receive(first, ['a', 'b']);
    const viewing = await view(await wayTo(way, dir, first.receiver.port));
    await viewing.attachment.store.flag([slotOf(viewing, 'a')], FLAG.acked, true);
    await first.stop();
    const second = await startHere(dir, first.receiver.port);
    const { store } = second;
    const [a, b] = [...store.table.slots()];
    await store.flag([a!], FLAG.acked, false);
    await store.flag([b!], FLAG.acked, true);
    await vi.waitFor(() => expect(viewing.titles()).toEqual(['a', 'b ✓']), { timeout: 10_000 });
  });

  it('has one event of all versions, whose acknowledgement stays', async () => {
    const dir = tempDir();
    const service = await startHere(dir);
    await receive(service, ['old'], { externalID: 'x' });
    const viewing = await view(await wayTo(way, dir, service.receiver.port));
    await viewing.attachment.store.flag([slotOf(viewing, 'old')], FLAG.acked, true);
    await receive(service, ['new'], { externalID: 'x' });
    await vi.waitFor(() => expect(viewing.titles()).toEqual(['new ✓']));
    // Its older version is not what the newest events begin with.
    await receive(service, numbered('other', 250));
    await receive(service, ['newest'], { externalID: 'x' });
    const late = await view(await wayTo(way, dir, service.receiver.port));
    await vi.waitFor(() => expect(late.titles()).toHaveLength(251), { timeout: 10_000 });
    expect(late.titles().at(-1)).toBe('newest ✓');
    await vi.waitFor(() => expect(viewing.titles()).toEqual(late.titles()));
  });

  it('marks an event also while its versions follow each other', async () => {
    const dir = tempDir();
    const service = await startHere(dir);
    await receive(service, ['first'], { externalID: 'x' });
    const viewing = await view(await wayTo(way, dir, service.receiver.port));
    const slot = slotOf(viewing, 'first');
    const versions = receive(service, numbered('version', 30), { externalID: 'x' });
    await viewing.attachment.store.flag([slot], FLAG.acked, true);
    await versions;
    await vi.waitFor(() => expect(viewing.titles()).toEqual(['version 29 ✓']));
  });

  it('loses what is given up, and reads on what is written anew', async () => {
    const dir = tempDir();
    const service = await startHere(dir);
    await receive(service, numbered('old', 300));
    await receive(service, numbered('of another', 3), { providerIdentifier: 'com.other' });
    const viewing = await view(await wayTo(way, dir, service.receiver.port));
    await vi.waitFor(() => expect(viewing.titles()).toHaveLength(303), { timeout: 10_000 });
    const limits = { events: 5, bytes: 1e9 };
    await service.store.prune({ limits, now: Date.now() / 1000, thorough: true });
    const left = [...numbered('old', 300).slice(-5), ...numbered('of another', 3)];
    await vi.waitFor(() => expect(viewing.titles()).toEqual(left));
    await receive(service, ['new']);
    await vi.waitFor(() => expect(viewing.titles()).toEqual([...left, 'new']));
  });

  it('has all told anew where something was given up while it was cut off', async () => {
    const dir = tempDir();
    const first = await startHere(dir);
    await receive(first, numbered('old', 30));
    const viewing = await view(await wayTo(way, dir, first.receiver.port));
    await vi.waitFor(() => expect(viewing.titles()).toHaveLength(30));
    await first.stop();
    const second = await startHere(dir, first.receiver.port);
    await second.store.prune({
      limits: { events: 4, bytes: 1e9 },
      now: Date.now() / 1000,
      thorough: true,
    });
    await vi.waitFor(() => expect(viewing.titles()).toEqual(numbered('old', 30).slice(-4)), {
      timeout: 20_000,
    });
  });

  it('hears what the receiver refuses, notes and cannot store', async () => {
    const dir = tempDir();
    const service = await startHere(dir);
    const { attachment } = await view(await wayTo(way, dir, service.receiver.port));
    expect(attachment.notes.map(({ text }) => text).join()).toContain('Listening on');
    for (const _ of [1, 2]) await fetch(service.endpoint, { method: 'POST' });
    await vi.waitFor(() =>
      expect(attachment.rejections).toMatchObject([{ status: 401, reason: 'no token was sent', times: 2 }]),
    );
    await fetch(service.endpoint, { method: 'PUT' });
    await vi.waitFor(() => expect(attachment.rejections).toMatchObject([{ times: 2 }, { status: 405 }]));
  });

  it('hears of a gap that the receiver comes upon', async () => {
    const dir = tempDir();
    const service = await startHere(dir);
    const { attachment } = await view(await wayTo(way, dir, service.receiver.port));
    expect(attachment.store.gaps).toEqual([]);
    const to = Date.now() + 3_600_000;
    vi.spyOn(Date, 'now').mockReturnValue(to);
    service.store.awake();
    vi.restoreAllMocks();
    const gap = { from: expect.any(Number), to, leapt: true };
    await vi.waitFor(() => expect(attachment.store.gaps).toEqual([gap]));
    const later = await view(await wayTo(way, dir, service.receiver.port));
    expect(later.attachment.store.gaps).toEqual([gap]);
  });

  it('is one of ten, which all have everything', async () => {
    const dir = tempDir();
    const service = await startHere(dir);
    await receive(service, ['before']);
    const ways = [];
    for (let at = 0; at < 10; at += 1) ways.push(await wayTo(way, dir, service.receiver.port));
    const all = await Promise.all(ways.map(view));
    await receive(service, numbered('new', 40));
    const expected = ['before', ...numbered('new', 40)];
    for (const viewing of all)
      await vi.waitFor(() => expect(viewing.titles()).toEqual(expected), { timeout: 10_000 });
    await all[0]!.attachment.close();
    await receive(service, ['last']);
    for (const viewing of all.slice(1)) await vi.waitFor(() => expect(viewing.titles().at(-1)).toBe('last'));
  });

  it('notes when it left, and up to which event it had seen', async () => {
    const dir = tempDir();
    const service = await startHere(dir);
    await receive(service, ['a', 'b']);
    const { attachment } = await view(await wayTo(way, dir, service.receiver.port));
    expect(attachment.store.lastVisit).toBeUndefined();
    await attachment.close();
    await vi.waitFor(() => expect(service.store.lastSeen).toBe(2));
    await receive(service, ['c']);
    const next = await view(await wayTo(way, dir, service.receiver.port));
    expect(next.attachment.store.lastSeen).toBe(2);
    expect(next.attachment.store.lastVisit).toMatch(/^\d{4}-/);
  });
});

describe('the socket beside the data', () => {
  it('has the metrics, as the port has', async () => {
    const dir = tempDir();
    const service = await startHere(dir);
    await receive(service, ['a']);
    const response = await openStream({ socket: viewerSocket(dir)! }, '/metrics', {
      signal: AbortSignal.timeout(10_000),
    });
    expect(await text(response)).toMatch(/^tempo_events_stored 1$/m);
  });
});

describe('a viewer from another machine', () => {
  it('is cut off when its token is revoked, and says why', async () => {
    const dir = tempDir();
    const service = await startHere(dir);
    const token = await service.tokens.add('laptop', { viewer: true });
    const { attachment } = await view({ port: service.receiver.port, token });
    await service.tokens.revoke('laptop');
    await service.stop();
    await startHere(dir, service.receiver.port);
    await vi.waitFor(
      () =>
        expect(attachment.link).toMatchObject({
          kind: 'lost',
          why: "this viewer's token is no longer accepted",
          advice: expect.stringContaining('tempo-tui token add NAME --viewer'),
        }),
      { timeout: 10_000 },
    );
  });

  it('has the whole history in the end over a line that breaks again and again, and says until then that more comes', async () => {
    const dir = tempDir();
    const service = await startHere(dir);
    const all = numbered('old', 900);
    for (let at = 0; at < all.length; at += 50)
      await Promise.all(
        all
          .slice(at, at + 50)
          .map((title) => service.store.append(incoming({ title, metadata: { Message: 'x'.repeat(2000) } }))),
      );
    const token = await service.tokens.add('laptop', { viewer: true });
    // Of each connection that asks for the history, so much comes through.
    const through = 300_000;
    let broken = 0;
    const proxy = createTcpServer((near) => {
      const far = connect(service.receiver.port, '127.0.0.1');
      let left = Number.POSITIVE_INFINITY;
      near.on('data', (bytes) => {
        if (bytes.includes('/history')) left = through;
        far.write(bytes);
      });
      far.on('data', (bytes) => {
        left -= bytes.length;
        near.write(bytes);
        if (left > 0) return;
        broken += 1;
        far.destroy();
        near.destroy();
      });
      for (const socket of [near, far]) socket.on('error', () => {});
      near.on('close', () => far.destroy());
      far.on('close', () => near.destroy());
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    onTestFinished(() => void proxy.close());
    const viewing = await view({ port: (proxy.address() as AddressInfo).port, token });
    await vi.waitFor(() => expect(viewing.attachment.store.indexed).toBeDefined());
    await vi.waitFor(() => expect(viewing.titles().toSorted()).toEqual(all.toSorted()), { timeout: 50_000 });
    expect(broken).toBeGreaterThan(1);
    // Where the line broke behind the last record, that is known a second later.
    await vi.waitFor(() => expect(viewing.attachment.store.indexed).toBeUndefined());
  }, 120_000);

  it('is not let in with the token of a sender', async () => {
    const dir = tempDir();
    const service = await startHere(dir);
    const token = await service.tokens.add('proxmox', { provider: 'com.proxmox' });
    await expect(view({ port: service.receiver.port, token })).rejects.toMatchObject({ status: 401 });
  });

  it.each([
    ['nothing that it understands', 'event: head\ndata: {"wire":1}\n\n', /does not understand/],
    ['another version', `event: head\ndata: ${JSON.stringify(headOf(2))}\n\n`, /tempo-tui 9\.9/],
    ['no JSON', 'event: head\ndata: {{{\n\n', /does not understand/],
    ['an end', '', /ended/],
  ])('does not attach to what tells %s', async (_, told, reason) => {
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(told);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const url = new URL(`http://127.0.0.1:${port}/`);
    const opening = Attachment.open({
      address: { url, token: 'x' },
      marker: marker(new ScoreBook(), new Subjects()),
      onScores: () => {},
    });
    await expect(opening).rejects.toThrow(reason);
  });
});

function headOf(wire: number) {
  return {
    wire,
    version: '9.9',
    pid: 1,
    kind: 'serve',
    endpoint: 'http://x/ingest',
    lanEndpoints: ['http://x/ingest'],
    loopbackOnly: true,
    gaps: [],
    size: 0,
    rejections: [],
    notes: [],
    state: {
      trouble: null,
      problems: { damaged: 0, torn: 0, newer: 0, foreign: [] },
      scoreNotices: [],
    },
  };
}
