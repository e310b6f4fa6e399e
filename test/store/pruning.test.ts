import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../src/event.ts';
import { ScoreBook } from '../../src/score/score-book.ts';
import { marker, Subjects } from '../../src/score/subjects.ts';
import { compactSegment } from '../../src/store/compaction.ts';
import { EventStore } from '../../src/store/event-store.ts';
import { FLAG } from '../../src/store/event-table.ts';
import { incoming, storedEvent } from '../support/events.ts';
import { recordOf } from '../support/records.ts';
import { openStore, storedIn } from '../support/store.ts';
import { tempDir } from '../support/temp-dir.ts';

const NOISY = 'com.noisy';
const BOUNDLESS = { events: 1_000_000, bytes: 2 ** 40 };
const now = Date.parse('2026-04-29T03:14:00Z') / 1000;

function segmentsOf(dir: string): string[] {
  return readdirSync(dir).filter((name) => name.startsWith('events-'));
}

function write(dir: string, ...segments: StoredEvent[][]): void {
  for (const [at, events] of segments.entries()) {
    writeFileSync(join(dir, `events-00000${at + 1}.jsonl`), Buffer.concat(events.map(recordOf)));
  }
}

function numbered(from: number, to: number, providerIdentifier = 'com.proxmox'): StoredEvent[] {
  return Array.from({ length: to - from }, (_, at) =>
    storedEvent({ title: `${from + at}`, seq: from + at + 1, providerIdentifier }),
  );
}

async function titlesIn(dir: string): Promise<string[]> {
  return (await storedIn(dir)).map(({ title }) => title);
}

describe('what is not known', () => {
  it('is not given up when the store is closed before all of it was read', async () => {
    const dir = tempDir();
    write(dir, numbered(0, 3000), numbered(3000, 6000), numbered(6000, 9000));
    const store = await EventStore.open(dir, marker(new ScoreBook(), new Subjects()));
    const pruned = store.index().then(() => store.prune({ limits: BOUNDLESS, now }));
    const closed = store.close();
    await expect(pruned).rejects.toThrow('Nothing was given up');
    await closed;
    expect(await titlesIn(dir)).toHaveLength(9000);
  });

  it('is not given up when a part of it cannot be read', async () => {
    const dir = tempDir();
    write(dir, numbered(0, 10), numbered(10, 400));
    const store = await openStore(dir);
    const first = join(dir, 'events-000001.jsonl');
    renameSync(first, `${first}.away`);
    mkdirSync(first);
    await expect(store.prune({ limits: { events: 5, bytes: 2 ** 40 }, now })).rejects.toThrow(/EISDIR/);
    expect(store.problems.unread).toMatch(/EISDIR/);
    rmdirSync(first);
    renameSync(`${first}.away`, first);
    expect(await titlesIn(dir)).toHaveLength(400);
  });
});

describe('a record that nothing is known of', () => {
  it('stays when its segment is written anew', async () => {
    const dir = tempDir();
    write(dir, numbered(0, 10), numbered(10, 400));
    const store = await openStore(dir);
    await store.index();
    const first = join(dir, 'events-000001.jsonl');
    appendFileSync(first, recordOf(storedEvent({ title: 'unknown', seq: 5000 })));
    const pruned = await store.prune({ limits: { events: 395, bytes: 2 ** 40 }, now, thorough: true });
    expect(pruned.failed).toBeUndefined();
    expect((await titlesIn(dir)).slice(0, 7)).toEqual(['5', '6', '7', '8', '9', 'unknown', '10']);
  });

  it('stays when a second pruning gives up more of its segment', async () => {
    const dir = tempDir();
    write(dir, numbered(0, 10), numbered(10, 400));
    const store = await openStore(dir);
    await store.prune({ limits: { events: 399, bytes: 2 ** 40 }, now });
    expect(await titlesIn(dir)).toHaveLength(400);
    await store.prune({ limits: { events: 398, bytes: 2 ** 40 }, now, thorough: true });
    expect((await titlesIn(dir)).slice(0, 2)).toEqual(['2', '3']);
  });
});

describe('a new version that comes while events are given up', () => {
  it('is kept, though the version before it is not', async () => {
    const dir = tempDir();
    const old = numbered(0, 60_000, NOISY).map((event, at) => ({ ...event, externalID: `job ${at}` }));
    write(dir, old, numbered(60_000, 60_300, NOISY));
    const store = await openStore(dir);
    await store.index();
    let isDone = false;
    const pruned = store
      .prune({ limits: { events: 100, bytes: 2 ** 40 }, now, thorough: true })
      .finally(() => {
        isDone = true;
      });
    const acked: string[] = [];
    for (let at = 0; !isDone; at += 1) {
      const externalID = `job ${(at * 7919) % 60_000}`;
      await store.append(incoming({ title: `new ${at}`, externalID, providerIdentifier: NOISY }));
      acked.push(`new ${at}`);
    }
    expect((await pruned).failed).toBeUndefined();
    await store.close();
    const titles = new Set(await titlesIn(dir));
    expect(acked.filter((title) => !titles.has(title))).toEqual([]);
  });
});

describe('a damaged part', () => {
  it('is in quarantine before it goes, or stays', async () => {
    const dir = tempDir();
    const path = join(dir, 'events-000001.jsonl');
    const [one, two] = numbered(0, 2).map(recordOf) as [Buffer, Buffer];
    writeFileSync(path, Buffer.concat([one, Buffer.from('rubbish\n'), two]));
    const before = readFileSync(path);
    writeFileSync(join(dir, 'quarantine'), 'in the way');
    const gone = (offset: number) => offset === 0;
    await expect(compactSegment(path, gone, recordOf, () => {})).rejects.toThrow('cannot be set aside');
    expect(readFileSync(path).equals(before)).toBe(true);
    rmSync(join(dir, 'quarantine'));
    await compactSegment(path, gone, recordOf, () => {});
    expect(await titlesIn(dir)).toEqual(['1']);
    const [name] = readdirSync(join(dir, 'quarantine'));
    expect(readFileSync(join(dir, 'quarantine', name!), 'utf8')).toBe('rubbish');
  });
});

describe('pruning', () => {
  it('keeps the newest events of each provider, and none of the noise at the cost of others', async () => {
    const dir = tempDir();
    write(dir, [...numbered(0, 3), ...numbered(3, 10, NOISY)], numbered(10, 20, NOISY));
    const store = await openStore(dir);
    const pruned = await store.prune({ limits: { events: 4, bytes: 2 ** 40 }, now, thorough: true });
    expect(pruned).toMatchObject({ removed: 0, rewritten: 2 });
    expect([...pruned.events]).toEqual([[NOISY, 13]]);
    expect(store.table.size).toBe(7);
    const kept = ['0', '1', '2', '16', '17', '18', '19'];
    expect(await titlesIn(dir)).toEqual(kept);
    expect(
      [...store.table.slots()].map((slot) => store.event(slot)!.title).toSorted((a, b) => +a - +b),
    ).toEqual(kept);
    await store.append(incoming({ title: 'after' }));
    await store.close();
    expect(await titlesIn(dir)).toEqual([...kept, 'after']);
  });

  it('removes segments that hold nothing any more', async () => {
    const dir = tempDir();
    write(dir, numbered(0, 10), numbered(10, 20), numbered(20, 25));
    const store = await openStore(dir);
    expect(await store.prune({ limits: { events: 5, bytes: 2 ** 40 }, now })).toMatchObject({
      removed: 2,
      rewritten: 0,
    });
    expect(segmentsOf(dir)).toEqual(['events-000003.jsonl']);
  });

  it('only says so on a dry run', async () => {
    const dir = tempDir();
    write(dir, numbered(0, 10));
    const before = readFileSync(join(dir, 'events-000001.jsonl'));
    const store = await openStore(dir);
    const pruned = await store.prune({
      limits: { events: 4, bytes: 2 ** 40 },
      now,
      thorough: true,
      dryRun: true,
    });
    expect(pruned).toMatchObject({ rewritten: 1 });
    expect(pruned.events.get('com.proxmox')).toBe(6);
    expect(store.table.size).toBe(10);
    expect(readFileSync(join(dir, 'events-000001.jsonl')).equals(before)).toBe(true);
  });

  it('goes by bytes', async () => {
    const dir = tempDir();
    const events = numbered(0, 10);
    write(dir, events);
    const bytes = events.slice(7).reduce((sum, event) => sum + recordOf(event).length, 0);
    const store = await openStore(dir);
    await store.prune({ limits: { ...BOUNDLESS, bytes }, now, thorough: true });
    expect(await titlesIn(dir)).toEqual(['7', '8', '9']);
  });

  it('goes by the time of receipt, whatever the sender says, and without a limit keeps for ever', async () => {
    const dir = tempDir();
    const received = (days: number) => new Date((now - days * 86_400) * 1000).toISOString();
    write(dir, [
      storedEvent({ title: 'old', seq: 1, receivedAt: received(400), time: now * 1000 }),
      storedEvent({ title: 'said to be old', seq: 2, receivedAt: received(1), time: 0 }),
    ]);
    const store = await openStore(dir);
    await store.prune({ limits: BOUNDLESS, now, thorough: true });
    expect(store.table.size).toBe(2);
    await store.prune({ limits: { ...BOUNDLESS, days: 90 }, now, thorough: true });
    expect(await titlesIn(dir)).toEqual(['said to be old']);
  });

  it('drops old versions and damage, and keeps what a newer program wrote', async () => {
    const dir = tempDir();
    const job = (title: string, seq: number) => storedEvent({ id: 'job', externalID: 'job', title, seq });
    const newer = '{"v":9,"anything":true}';
    const records = [job('1', 1), job('2', 2)].map((event) => recordOf(event).toString());
    writeFileSync(join(dir, 'events-000001.jsonl'), `${records[0]}rubbish\n${newer}\n${records[1]}`);
    const store = await openStore(dir);
    await store.prune({ limits: BOUNDLESS, now, thorough: true });
    expect(readFileSync(join(dir, 'events-000001.jsonl'), 'utf8')).toBe(`${newer}\n${records[1]}`);
    expect(store.event([...store.table.slots()][0]!)?.title).toBe('2');
  });

  it('forgets what was done to events that are gone', async () => {
    const dir = tempDir();
    const store = await openStore(dir);
    for (const title of ['0', '1']) await store.append(incoming({ title }));
    await store.flag([0, 1], FLAG.acked, true);
    await store.prune({ limits: { events: 1, bytes: 2 ** 40 }, now, thorough: true });
    expect(JSON.parse(readFileSync(join(dir, 'user-state.json'), 'utf8')).acked).toEqual([
      store.event(1)!.id,
    ]);
  });

  it('keeps exactly the newest of each, whatever there is, while events arrive', async () => {
    const described = fc.record({
      noisy: fc.boolean(),
      segment: fc.integer({ min: 0, max: 2 }),
      job: fc.option(fc.integer({ min: 0, max: 2 })),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(described, { maxLength: 40 }),
        fc.integer({ min: 1, max: 10 }),
        async (all, events) => {
          const dir = tempDir();
          const stored = all
            .toSorted((a, b) => a.segment - b.segment)
            .map(({ noisy, segment, job }, at) => ({
              segment,
              event: storedEvent({
                title: `${at}`,
                seq: at + 1,
                providerIdentifier: noisy ? NOISY : 'com.proxmox',
                ...(job !== null && { externalID: `${job}`, id: `${noisy}-${job}` }),
              }),
            }));
          write(
            dir,
            ...[0, 1, 2].map((segment) =>
              stored.filter((each) => each.segment === segment).map(({ event }) => event),
            ),
          );
          const store = await openStore(dir);
          await store.index();
          const newest = (await storedIn(dir)).toSorted((a, b) => b.seq - a.seq);
          const kept = newest.filter(
            (event, at) =>
              newest.slice(0, at).filter((each) => each.providerIdentifier === event.providerIdentifier)
                .length < events,
          );
          const [pruned] = await Promise.all([
            store.prune({ limits: { events, bytes: 2 ** 40 }, now, thorough: true }),
            store.append(incoming({ title: 'live', providerIdentifier: 'com.live' })),
          ]);
          expect(pruned.failed).toBeUndefined();
          await store.close();
          const left = (await titlesIn(dir)).filter((title) => title !== 'live').toSorted((a, b) => +a - +b);
          expect(left).toEqual(kept.map(({ title }) => title).toSorted((a, b) => +a - +b));
          expect(await titlesIn(dir)).toContain('live');
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('writing a segment anew', () => {
  it('leaves the old one and nothing else where it cannot be written', async () => {
    const dir = tempDir();
    const path = join(dir, 'events-000001.jsonl');
    write(dir, numbered(0, 3));
    const before = readFileSync(path);
    mkdirSync(`${path}.compact`);
    await expect(
      compactSegment(
        path,
        (offset) => offset > 0,
        recordOf,
        () => {},
      ),
    ).rejects.toThrow();
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('is cleared away where it did not come to its end', async () => {
    const dir = tempDir();
    write(dir, numbered(0, 3));
    writeFileSync(join(dir, 'events-000001.jsonl.compact'), 'half');
    const store = await openStore(dir);
    expect(store.table.size).toBe(3);
    expect(existsSync(join(dir, 'events-000001.jsonl.compact'))).toBe(false);
  });
});
