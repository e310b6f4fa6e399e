import { describe, expect, it } from 'vitest';
import { incoming } from '../support/events.ts';
import { openStore } from '../support/store.ts';
import { tempDir } from '../support/temp-dir.ts';

describe('the event store', () => {
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
});
