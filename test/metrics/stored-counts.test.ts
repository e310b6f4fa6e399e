import { expect, it } from 'vitest';
import { LEVELS } from '../../src/event.ts';
import { countStored } from '../../src/metrics/stored-counts.ts';
import { FLAG } from '../../src/store/event-table.ts';
import { Turns } from '../../src/store/turns.ts';
import { storedEvent } from '../support/events.ts';
import { MemorySource } from '../support/source.ts';

const WORST = LEVELS.length - 1;

function events(count: number, severity: string) {
  return Array.from({ length: count }, () => storedEvent({ metadata: { severity } }));
}

/** What it should be, counted at once. */
function counted({ table }: MemorySource) {
  const byLevel = LEVELS.map(() => 0);
  const unacknowledged = LEVELS.map(() => 0);
  for (const slot of table.slots()) {
    byLevel[table.level(slot)]! += 1;
    if ((table.flags(slot) & (FLAG.acked | FLAG.dismissed)) === 0) unacknowledged[table.level(slot)]! += 1;
  }
  return { byLevel, unacknowledged };
}

async function told(counting: ReturnType<typeof countStored>) {
  const { byLevel, unacknowledged } = await counting;
  return { byLevel: [...byLevel], unacknowledged: [...unacknowledged] };
}

it('counts what is there, and what comes, goes and is acknowledged from then on', async () => {
  const error = storedEvent({ metadata: { severity: 'error' } });
  const source = new MemorySource([error, ...events(2, 'info')]);
  const counting = countStored(source);
  expect(await told(counting)).toEqual({ byLevel: [2, 0, 0, 1, 0], unacknowledged: [2, 0, 0, 1, 0] });
  await source.flag([source.slotOf(error)], FLAG.acked, true);
  source.arrive(...events(3, 'warning'));
  expect(await told(counting)).toEqual({ byLevel: [2, 0, 3, 1, 0], unacknowledged: [2, 0, 3, 0, 0] });
  source.update({ ...error, metadata: { severity: 'critical' } });
  source.giveUp(1);
  expect(await told(counting)).toEqual(counted(source));
  expect((await counting).byLevel[WORST]).toBe(1);
});

it('counts nothing twice and forgets nothing while all of it changes under the count', async () => {
  const source = new MemorySource([...events(3000, 'error'), ...events(3000, 'info')]);
  let change = 0;
  // In what was counted, in what was not yet, and behind its end.
  function disturb(): void {
    for (const slot of [change, 3000 + change, 5990 - change]) {
      void source.flag([slot], FLAG.acked, true);
      source.giveUp(slot + 1);
    }
    source.arrive(...events(5, 'critical'));
    change += 7;
  }
  class Disturbed extends Turns {
    override get over() {
      return true;
    }
    override async next() {
      if (change < 35) disturb();
    }
  }
  const counting = countStored(source, new Disturbed());
  expect(await told(counting)).toEqual(counted(source));
  expect(change).toBe(35);
});

it('knows when the newest event of each provider came, whatever order they are read in', async () => {
  const at = (receivedAt: string, providerIdentifier: string) =>
    storedEvent({ receivedAt, providerIdentifier });
  const source = new MemorySource([
    at('2026-04-29T03:14:00Z', 'com.proxmox'),
    at('2026-04-29T02:00:00Z', 'com.proxmox'),
    at('2026-04-28T00:00:00Z', 'com.proxmox.backup'),
  ]);
  const { lastReceived } = await countStored(source);
  const newest = source.table.end - 1;
  source.load(at('2026-04-29T04:00:00Z', 'com.proxmox.backup'), at('2026-04-27T00:00:00Z', 'com.proxmox'));
  source.giveUp(newest);
  const seconds = (time: string) => Date.parse(time) / 1000;
  expect(Object.fromEntries(lastReceived)).toEqual({
    'com.proxmox': seconds('2026-04-29T03:14:00Z'),
    'com.proxmox.backup': seconds('2026-04-29T04:00:00Z'),
  });
});
