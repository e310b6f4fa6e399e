import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
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

describe('the way of an event into a store', () => {
  it('ends when the event is on disk', async () => {
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
