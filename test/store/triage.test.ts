import { describe, expect, it, onTestFinished } from 'vitest';
import { marker, Subjects } from '../../src/score/subjects.ts';
import { EventStore } from '../../src/store/event-store.ts';
import { FLAG } from '../../src/store/event-table.ts';
import { incoming } from '../support/events.ts';
import { bookOf } from '../support/scores.ts';
import { tempDir } from '../support/temp-dir.ts';

const SCORE = {
  providerIdentifier: 'a.b',
  ackRules: [{ match: { kind: 'seen' } }, { match: { kind: 'both' } }],
  dismissRules: [{ match: { kind: 'noise' } }, { match: { kind: 'both' } }],
};

async function open(dir: string): Promise<EventStore> {
  const store = await EventStore.open(dir, marker(bookOf(SCORE), new Subjects()));
  onTestFinished(() => store.close());
  await store.index();
  return store;
}

function flagsOf(store: EventStore): Record<string, number> {
  return Object.fromEntries(
    [...store.table.slots()].map((slot) => [
      store.event(slot)!.metadata.kind,
      store.table.flags(slot) & (FLAG.acked | FLAG.dismissed),
    ]),
  );
}

async function storeWith(dir: string, fill: number): Promise<EventStore> {
  const store = await open(dir);
  for (const kind of ['seen', 'noise', 'both', 'plain'])
    await store.append(incoming({ providerIdentifier: 'a.b', metadata: { kind } }));
  for (let at = 0; at < fill; at += 1)
    await store.append(incoming({ providerIdentifier: 'c.d', metadata: {} }));
  return store;
}

const ARRIVED = { seen: FLAG.acked, noise: FLAG.dismissed, both: FLAG.dismissed, plain: 0 };

describe('what a score makes of events as they arrive', () => {
  it.each([0, 300])('stands at once and at the next start, with %i events after them', async (fill) => {
    const dir = tempDir();
    const store = await storeWith(dir, fill);
    expect(flagsOf(store)).toMatchObject(ARRIVED);
    await store.close();
    expect(flagsOf(await open(dir))).toMatchObject(ARRIVED);
  });

  it('is of the version that stands, now as at the next start', async () => {
    const dir = tempDir();
    const store = await open(dir);
    const versions = (externalID: string, ...kinds: string[]) =>
      kinds.map((kind) => incoming({ providerIdentifier: 'a.b', externalID, metadata: { kind } }));
    for (const version of [...versions('1', 'plain', 'seen'), ...versions('2', 'seen', 'other')])
      await store.append(version);
    const [third] = versions('3', 'third');
    await store.append(third!);
    const slot = [...store.table.slots()].find((each) => store.event(each)!.metadata.kind === 'third')!;
    await store.flag([slot], FLAG.acked, true);
    await store.append(versions('3', 'later')[0]!);
    const standing = { seen: FLAG.acked, other: 0, later: FLAG.acked };
    expect(flagsOf(store)).toEqual(standing);
    await store.close();
    expect(flagsOf(await open(dir))).toEqual(standing);
  });

  it('gives way to what the user does, for good', async () => {
    const dir = tempDir();
    const store = await storeWith(dir, 300);
    const slots = [...store.table.slots()];
    const slotOf = (kind: string) => slots.find((slot) => store.event(slot)!.metadata.kind === kind)!;
    await store.flag([slotOf('seen')], FLAG.acked, false);
    await store.flag([slotOf('noise')], FLAG.dismissed, false);
    await store.flag([slotOf('plain')], FLAG.acked, true);
    const changed = { seen: 0, noise: 0, both: FLAG.dismissed, plain: FLAG.acked };
    expect(flagsOf(store)).toMatchObject(changed);
    await store.close();
    const again = await open(dir);
    expect(flagsOf(again)).toMatchObject(changed);
    const seen = [...again.table.slots()].find((slot) => again.event(slot)!.metadata.kind === 'seen')!;
    await again.flag([seen], FLAG.acked, true);
    await again.close();
    expect(flagsOf(await open(dir))).toMatchObject({ ...changed, seen: FLAG.acked });
  });
});
