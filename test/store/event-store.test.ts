import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ownDataDir } from '../../src/store/lock.ts';
import { incoming } from '../support/events.ts';
import { openStore, storedIn } from '../support/store.ts';
import { tempDir } from '../support/temp-dir.ts';

/** Makes every sync fail as a disk does, until it is mended. */
async function breakSync(dir: string) {
  const handle = await open(join(dir, 'probe'), 'w');
  const prototype = Object.getPrototypeOf(handle);
  await handle.close();
  const error = Object.assign(new Error('i/o error'), { code: 'EIO' });
  const spy = vi.spyOn(prototype, 'datasync').mockRejectedValue(error);
  onTestFinished(() => spy.mockRestore());
  return spy;
}

describe('the event store', () => {
  it('resolves when the event is on disk', async () => {
    const dir = tempDir();
    const store = await openStore(dir);
    const { event, outcome } = await store.append(incoming({ title: 'kept' }));
    expect(outcome).toBe('accepted');
    expect(await storedIn(dir)).toEqual([event]);
  });

  it('writes what arrives together in few syncs, and keeps the order', async () => {
    const dir = tempDir();
    const store = await openStore(dir);
    const probe = await open(join(dir, 'probe'), 'w');
    const spy = vi.spyOn(Object.getPrototypeOf(probe), 'datasync');
    await probe.close();
    onTestFinished(() => spy.mockRestore());
    const titles = Array.from({ length: 200 }, (_, at) => `event ${at}`);
    const stored = await Promise.all(titles.map((title) => store.append(incoming({ title }))));
    expect(spy.mock.calls.length).toBeLessThan(5);
    expect(stored.map(({ event }) => event.seq)).toEqual(titles.map((_, at) => at + 1));
    expect((await storedIn(dir)).map(({ title }) => title)).toEqual(titles);
  });

  it('makes an externalID seen before a new version of the event, per provider', async () => {
    const dir = tempDir();
    const store = await openStore(dir);
    const first = await store.append(incoming({ title: 'one', externalID: 'job-1' }));
    const second = await store.append(incoming({ title: 'two', externalID: 'job-1' }));
    const other = await store.append(incoming({ externalID: 'job-1', providerIdentifier: 'a.b' }));
    expect(second).toMatchObject({ outcome: 'updated', event: { id: first.event.id, title: 'two' } });
    expect(other.outcome).toBe('accepted');
    expect(store.table.size).toBe(2);
    await store.close();
    const again = await openStore(dir);
    await again.index();
    const titles = [...again.table.slots()].map((slot) => again.event(slot)?.title);
    expect(titles).toEqual(['two', 'Backup completed']);
  });

  it('tells listeners of what is durable, with what it replaced', async () => {
    const store = await openStore(tempDir());
    const told: unknown[] = [];
    store.observe({
      entered: (slot, live) => told.push(['entered', slot, live, store.event(slot)]),
      leaving: (slot) => told.push(['leaving', slot, store.event(slot)]),
    });
    const { event } = await store.append(incoming({ externalID: 'x' }));
    const { event: newer } = await store.append(incoming({ externalID: 'x' }));
    expect(told).toEqual([
      ['entered', 0, true, event],
      ['leaving', 0, event],
      ['entered', 0, true, newer],
    ]);
  });

  it('keeps nothing of what could not be synced, says so, and recovers', async () => {
    const dir = tempDir();
    const store = await openStore(dir);
    await store.append(incoming({ title: 'before' }));
    const disk = await breakSync(dir);
    await expect(store.append(incoming({ title: 'lost', externalID: 'x' }))).rejects.toThrow('i/o error');
    expect(store.trouble).toMatchObject({ code: 'EIO' });
    expect(store.table.size).toBe(1);
    disk.mockRestore();
    expect((await store.append(incoming({ title: 'after', externalID: 'x' }))).outcome).toBe('accepted');
    expect(store.trouble).toBeUndefined();
    await store.close();
    expect((await storedIn(dir)).map(({ title }) => title)).toEqual(['before', 'after']);
  });
});

describe('the owner of a data directory', () => {
  it('is told to whoever comes second, until it lets go', async () => {
    const dir = tempDir();
    const owner = await ownDataDir(dir, { pid: 4711, port: 7776 });
    await expect(ownDataDir(dir, { pid: 1, port: 1 })).rejects.toMatchObject({
      exitCode: 75,
      message: expect.stringContaining('pid 4711, port 7776'),
    });
    await owner.release();
    await (await ownDataDir(dir, { pid: 1, port: 1 })).release();
  });

  it('knows an owner that the abstract address does not reach, and none that has ended', async () => {
    const dir = tempDir();
    const socket = join(dir, 'owner.sock');
    const code = `require('net').createServer((s) => s.on('error', () => {}).end('{"pid":4711,"port":7776}')).listen(${JSON.stringify(socket)}, () => console.log('there'))`;
    const other = spawn(process.execPath, ['-e', code]);
    onTestFinished(() => void other.kill('SIGKILL'));
    await once(other.stdout, 'data');
    await expect(ownDataDir(dir, { pid: 1, port: 1 })).rejects.toMatchObject({
      exitCode: 75,
      message: expect.stringContaining('pid 4711, port 7776'),
    });
    other.kill('SIGKILL');
    await once(other, 'exit');
    expect(existsSync(socket)).toBe(true);
    await (await ownDataDir(dir, { pid: 1, port: 1 })).release();
  });
});
