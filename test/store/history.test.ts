import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../src/event.ts';
import type { EventStore } from '../../src/store/event-store.ts';
import { FLAG } from '../../src/store/event-table.ts';
import { incoming, storedEvent } from '../support/events.ts';
import { recordOf } from '../support/records.ts';
import { openStore } from '../support/store.ts';
import { tempDir } from '../support/temp-dir.ts';

function writeSegments(dir: string, ...segments: StoredEvent[][]): void {
  for (const [at, events] of segments.entries()) {
    writeFileSync(join(dir, `events-00000${at + 1}.jsonl`), Buffer.concat(events.map(recordOf)));
  }
}

function titles(store: EventStore): string[] {
  return [...store.table.slots()].map((slot) => store.event(slot)!.title).sort();
}

function numbered(from: number, to: number): StoredEvent[] {
  return Array.from({ length: to - from }, (_, at) =>
    storedEvent({ title: `event ${1000 + from + at}`, seq: from + at + 1 }),
  );
}

describe('a long history', () => {
  it('is opened by its newest events alone, across segments, and has all of them when indexed', async () => {
    const dir = tempDir();
    writeSegments(dir, numbered(0, 600), numbered(600, 1100), numbered(1100, 1150));
    const store = await openStore(dir);
    expect(titles(store)).toEqual(numbered(950, 1150).map(({ title }) => title));
    expect(store.indexed).toBe(0);
    await store.index();
    expect(store.indexed).toBeUndefined();
    expect(titles(store)).toEqual(numbered(0, 1150).map(({ title }) => title));
  });

  it('takes in what arrives while it is being read', async () => {
    const dir = tempDir();
    writeSegments(dir, numbered(0, 3000));
    const store = await openStore(dir);
    const indexing = store.index();
    const { event } = await store.append(incoming({ title: 'live' }));
    expect(event.seq).toBe(3001);
    await indexing;
    expect(store.table.size).toBe(3001);
  });

  it('lets an event with an externalID wait until it is known whether it has been here', async () => {
    const dir = tempDir();
    const old = storedEvent({ externalID: 'job', seq: 1 });
    writeSegments(dir, [old, ...numbered(1, 1000)]);
    const store = await openStore(dir);
    const { event, outcome } = await store.append(incoming({ externalID: 'job', title: 'again' }));
    expect({ id: event.id, outcome }).toEqual({ id: old.id, outcome: 'updated' });
    expect(store.table.size).toBe(1000);
  });

  it('has the newest version of each event, wherever the versions lie', async () => {
    const version = fc.record({
      job: fc.integer({ min: 0, max: 3 }),
      segment: fc.integer({ min: 0, max: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(version, { maxLength: 30 }),
        fc.integer({ min: 0, max: 400 }),
        async (versions, padding) => {
          const dir = tempDir();
          const segments: StoredEvent[][] = [[], [], []];
          const newest = new Map<number, string>();
          for (const [at, { job, segment }] of versions.entries()) {
            const event = storedEvent({
              id: `job-${job}`,
              externalID: `${job}`,
              title: `version ${at}`,
              seq: at + 1,
            });
            segments[segment]!.push(event);
            newest.set(job, event.title);
          }
          segments[1]!.push(...numbered(5000, 5000 + padding));
          writeSegments(dir, ...segments);
          const store = await openStore(dir);
          await store.index();
          expect(titles(store).filter((title) => title.startsWith('version'))).toEqual(
            [...newest.values()].sort(),
          );
          expect(store.table.size).toBe(newest.size + padding);
          await store.close();
        },
      ),
      { numRuns: 30 },
    );
  });

  it('shows no other event in the place of one whose record is lost', async () => {
    const dir = tempDir();
    writeSegments(dir, numbered(0, 3));
    const store = await openStore(dir);
    writeSegments(dir, numbered(7, 10));
    expect([0, 1, 2].map((slot) => store.event(slot))).toEqual([undefined, undefined, undefined]);
  });
});

describe('what was seen', () => {
  it('has lower numbers than what comes later, also where nothing of it is left', async () => {
    const dir = tempDir();
    const store = await openStore(dir);
    expect(store.lastSeen).toBeUndefined();
    for (let count = 0; count < 3; count += 1) await store.append(incoming());
    await store.visited();
    await store.close();
    for (const name of readdirSync(dir).filter((each) => each.startsWith('events-'))) rmSync(join(dir, name));
    const again = await openStore(dir);
    const { event } = await again.append(incoming());
    expect(event.seq).toBeGreaterThan(again.lastSeen!);
  });
});

describe('what the user did', () => {
  it('lasts, also when a new version of the event comes', async () => {
    const dir = tempDir();
    const store = await openStore(dir);
    await store.append(incoming({ externalID: 'job' }));
    await store.append(incoming({ title: 'other' }));
    await store.flag([0], FLAG.acked, true);
    await store.flag([1], FLAG.dismissed, true);
    await store.append(incoming({ externalID: 'job', title: 'again' }));
    expect(store.table.flags(0) & FLAG.acked).not.toBe(0);
    await store.visited();
    await store.close();
    const again = await openStore(dir);
    await again.index();
    const flags = [...again.table.slots()].map((slot) => [
      again.event(slot)!.title,
      again.table.flags(slot) & (FLAG.acked | FLAG.dismissed),
    ]);
    expect(Object.fromEntries(flags)).toEqual({ again: FLAG.acked, other: FLAG.dismissed });
    expect(Date.parse(again.lastVisit!)).toBeLessThanOrEqual(Date.now());
    expect(again.lastSeen).toBe(3);
    await again.flag([...again.table.slots()], FLAG.acked, false);
    await again.close();
    const third = await openStore(dir);
    expect([...third.table.slots()].filter((slot) => third.table.flags(slot) & FLAG.acked)).toEqual([]);
  });
});
