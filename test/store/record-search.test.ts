import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { incoming } from '../support/events.ts';
import { openStore } from '../support/store.ts';
import { tempDir } from '../support/temp-dir.ts';

async function storeWith(...messages: string[]) {
  const dir = tempDir();
  const store = await openStore(dir);
  for (const Message of messages) await store.append(incoming({ metadata: { Message } }));
  return { dir, store };
}

function search(store: Awaited<ReturnType<typeof openStore>>, ...needles: string[]): unknown[] {
  const batches = [...store.search([...store.table.slots()], needles)];
  return batches.flat().map(({ event }) => event.metadata.Message);
}

describe('a search through the records', () => {
  it('finds what holds every text, whatever its case, and nothing else', async () => {
    const { store } = await storeWith('disk FULL', 'disk fine', 'tape full', 'Full of disks');
    expect(search(store, 'disk', 'full').sort()).toEqual(['Full of disks', 'disk FULL']);
    expect(search(store, 'nowhere')).toEqual([]);
    expect(search(store)).toHaveLength(4);
  });

  it('takes a text that runs from one record into the next for neither', async () => {
    const { store } = await storeWith('a', 'b');
    expect(search(store, '"}\n{"v"')).toEqual([]);
  });

  it('is of one stretch after the other, over several segments', async () => {
    const { store } = await storeWith(
      ...Array.from({ length: 40 }, (_, at) => `${at} ${'x'.repeat(20_000)}`),
    );
    const batches = [...store.search([...store.table.slots()], ['x'])];
    expect(batches.length).toBeGreaterThan(3);
    expect(batches.flat()).toHaveLength(40);
  });

  it('passes over what has been given up, and over slots that hold nothing', async () => {
    const { dir, store } = await storeWith('one', 'two', 'three');
    await store.prune({ limits: { events: 1, bytes: 1e9 }, now: Date.now() / 1000, thorough: true });
    expect(
      [...store.search([0, 1, 2, 3, 99], ['t'])].flat().map(({ event }) => event.metadata.Message),
    ).toEqual(['three']);
    expect(readdirSync(dir).filter((name) => name.endsWith('.jsonl'))).toHaveLength(1);
  });
});
