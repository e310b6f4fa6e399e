import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, vi } from 'vitest';
import { keepRejections, readRejections, takeRejections } from '../../src/ingest/rejection-file.ts';
import { type NewRejection, Rejections } from '../../src/ingest/rejections.ts';
import { withLock } from '../../src/store/local-lock.ts';
import { startProxmoxReceiver } from '../support/receiver.ts';
import { tempDir } from '../support/temp-dir.ts';

function rejected(more: Partial<NewRejection> = {}): NewRejection {
  return {
    time: '2026-04-29T03:14:00.000Z',
    address: '192.0.2.7',
    status: 401,
    reason: 'no token was sent',
    ...more,
  };
}

describe('what was refused', () => {
  it('is kept up to the last 500', () => {
    const rejections = new Rejections();
    for (let at = 0; at < 510; at += 1) rejections.add(rejected({ token: 'pve', reason: `reason ${at}` }));
    expect(rejections.recent).toHaveLength(500);
    expect(rejections.recent[0]).toMatchObject({ reason: 'reason 10', times: 1 });
  });

  it('is not pushed out by strangers who knock in turn, each in more ways than one', () => {
    const rejections = new Rejections();
    rejections.add(rejected({ token: 'pve', status: 422, reason: 'its body is no JSON' }));
    for (let at = 0; at < 600; at += 1)
      for (const [address, status, reason] of [
        ['192.0.2.8', 404, `nothing at /${at}`],
        ['192.0.2.8', 405, 'not by GET'],
        ['192.0.2.9', 401, 'no token was sent'],
      ] as const)
        rejections.add(rejected({ address, status, reason }));
    expect(rejections.recent).toHaveLength(4);
    expect(rejections.recent[0]).toMatchObject({ status: 422, times: 1 });
    expect(rejections.recent.slice(1)).toMatchObject([{ times: 600 }, { times: 600 }, { times: 600 }]);
  });

  it('counts a stranger who knocks again and again, and each event of a known sender', () => {
    const rejections = new Rejections();
    rejections.add(rejected({ token: 'pve', status: 422 }));
    rejections.add(rejected({ token: 'pve', status: 422 }));
    for (let at = 0; at < 1000; at += 1) rejections.add(rejected({ time: new Date(at).toISOString() }));
    rejections.add(rejected({ address: '192.0.2.8' }));
    for (let at = 0; at < 1000; at += 1)
      rejections.add(rejected({ status: 404, reason: `nothing at /${at}` }));
    expect(rejections.recent.map(({ times }) => times)).toEqual([1, 1, 1000, 1, 1000]);
    expect(rejections.recent.at(-1)?.reason).toBe('nothing at /999');
    expect(rejections.recent[2]).toMatchObject({
      since: '1970-01-01T00:00:00.000Z',
      time: '1970-01-01T00:00:00.999Z',
    });
  });
});

describe('the file of what was refused', () => {
  it('has the first at once, the others at the close, and gives them to the next start', async () => {
    const dir = tempDir();
    const rejections = new Rejections();
    const keeper = keepRejections(rejections, dir);
    rejections.add(rejected());
    await vi.waitFor(async () => expect(await readRejections(dir)).toEqual(rejections.recent));
    for (let at = 0; at < 20; at += 1) rejections.add(rejected({ reason: `reason ${at}`, token: 'pve' }));
    await keeper.close();
    expect(await takeRejections(dir)).toEqual(rejections.recent);
    expect(new Rejections(await takeRejections(dir)).recent).toHaveLength(21);
    expect(statSync(join(dir, 'rejections.json')).mode & 0o777).toBe(0o600);
  });

  it('is written when the disk takes writes again, though nothing more is refused', async () => {
    const dir = tempDir();
    const inItsWay = join(dir, 'rejections.json');
    mkdirSync(inItsWay);
    const rejections = new Rejections();
    const keeper = keepRejections(rejections, dir);
    rejections.add(rejected({ status: 503 }));
    // Whoever asks behind the one who writes gets it when that is over.
    await withLock(inItsWay, () => expect(readRejections(dir)).rejects.toThrow('EISDIR'));
    rmdirSync(inItsWay);
    await vi.waitFor(async () => expect(await readRejections(dir)).toEqual(rejections.recent));
    await keeper.close();
  });

  it('is moved aside where it is damaged, and keeps nobody from listening', async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'rejections.json'), '{"version":1,"rejections":[{}');
    await expect(readRejections(dir)).rejects.toThrow('rejections.json is damaged');
    expect(await takeRejections(dir)).toEqual([]);
    expect(existsSync(join(dir, 'rejections.json.damaged'))).toBe(true);
    expect(await readRejections(dir)).toEqual([]);
  });

  it('stays where it cannot be read for another reason than damage, and so does what it has', async () => {
    const dir = tempDir();
    const [path, aside] = [join(dir, 'rejections.json'), join(dir, 'aside')];
    const [before, after] = [new Rejections(), new Rejections()];
    const first = keepRejections(before, dir);
    before.add(rejected({ reason: 'before', token: 'pve' }));
    await first.close();
    renameSync(path, aside);
    // Too many links stand for too many open files.
    symlinkSync(path, path);
    const earlier = await takeRejections(dir);
    expect(earlier).toBeUndefined();
    expect(readdirSync(dir).sort()).toEqual(['aside', 'rejections.json']);
    renameSync(aside, path);
    const keeper = keepRejections(after, dir, earlier);
    after.add(rejected({ reason: 'after' }));
    await vi.waitFor(async () => expect(await readRejections(dir)).toHaveLength(2));
    after.add(rejected({ reason: 'last', token: 'pve' }));
    await keeper.close();
    expect(await readRejections(dir)).toEqual([...before.recent, ...after.recent]);
  });
});

describe('what never became a request', () => {
  it.each([
    [
      'a TLS handshake',
      Buffer.from('16030100c8010000c40303', 'hex'),
      400,
      'it came by TLS, which is not spoken here: its address must begin with http://',
    ],
    ['something else', Buffer.from('EHLO pve-01\r\n'), 400, 'it is not HTTP'],
    [
      'headers that never end',
      Buffer.from(`POST /ingest HTTP/1.1\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`),
      431,
      'the headers are too long',
    ],
  ])('is kept with its reason: %s', async (_, bytes, status, reason) => {
    const { port, receiver } = await startProxmoxReceiver();
    const socket = connect(port, '127.0.0.1');
    socket.end(bytes);
    expect(await text(socket)).toContain(`HTTP/1.1 ${status} `);
    expect(receiver.rejections.recent).toMatchObject([{ address: '127.0.0.1', status, reason }]);
  });
});
