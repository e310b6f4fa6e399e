import { existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { ScoreBook } from '../../src/score/score-book.ts';
import { marker, Subjects } from '../../src/score/subjects.ts';
import type { EventStore } from '../../src/store/event-store.ts';
import { EventStore as Store } from '../../src/store/event-store.ts';
import { FLAG } from '../../src/store/event-table.ts';
import { TimelineFeed } from '../../src/ui/feed.ts';
import { about, storedEvent } from '../support/events.ts';
import { firstRecordOf, recordOf } from '../support/records.ts';
import { tempDir } from '../support/temp-dir.ts';

const FIRST = 'events-000001.jsonl';
const INDEX = 'events-000001.index';

/** Two segments: what is in the first is too far back for the first screen. */
function history(dir: string): void {
  const old = Array.from({ length: 40 }, (_, at) =>
    about(`pve-${at % 3}`, `${at % 5}`, at - 500, at % 7 ? 'info' : 'error'),
  );
  old.push(storedEvent({ externalID: 'job', title: 'version 1', id: 'job' }));
  const recent = Array.from({ length: 300 }, (_, at) => about('pve-9', `${at}`, at));
  recent.push(storedEvent({ externalID: 'job', title: 'version 2', id: 'job' }));
  // Of version 1, so that they have to be read whole where there is no index.
  writeFileSync(join(dir, FIRST), Buffer.concat(old.map(firstRecordOf)));
  writeFileSync(join(dir, 'events-000002.jsonl'), Buffer.concat(recent.map(recordOf)));
}

/** Opens and indexes; tells what the timeline would show, and how many records were parsed for it. */
async function look(dir: string, then: (store: EventStore) => Promise<unknown> = async () => {}) {
  const subjects = new Subjects();
  const book = new ScoreBook();
  const decode = vi.spyOn(JSON, 'parse');
  const store = await Store.open(dir, marker(book, subjects));
  const feed = new TimelineFeed(store, book, subjects);
  await store.index();
  const parsed = decode.mock.calls.length;
  decode.mockRestore();
  const stacks = Array.from({ length: feed.index.size }, (_, place) => {
    const stack = feed.index.at(place)!;
    return [
      stack.size,
      stack.worst,
      ...[...feed.index.slotsOf(stack)].map((slot) => store.event(slot)?.title),
    ];
  });
  await then(store);
  feed.close();
  await store.close();
  return { stacks, parsed };
}

describe('the index of a segment', () => {
  it('is made at the first reading, and spares the second', async () => {
    const dir = tempDir();
    history(dir);
    const first = await look(dir);
    expect(existsSync(join(dir, INDEX))).toBe(true);
    const second = await look(dir);
    expect(second.stacks).toEqual(first.stacks);
    expect(first.parsed - second.parsed).toBeGreaterThan(35);
  });

  it.each([
    [
      'a flipped bit',
      (path: string) => {
        const bytes = readFileSync(path);
        bytes[100]! ^= 1;
        writeFileSync(path, bytes);
      },
    ],
    ['half of it', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 700))],
    ['rubbish', (path: string) => writeFileSync(path, 'rubbish')],
    ['a segment that was touched', (path: string) => utimesSync(join(path, '..', FIRST), 1, 1)],
  ])('is not believed with %s', async (_, damage) => {
    const dir = tempDir();
    history(dir);
    const first = await look(dir);
    damage(join(dir, INDEX));
    const second = await look(dir);
    expect(second.stacks).toEqual(first.stacks);
    expect(second.parsed).toBeGreaterThanOrEqual(first.parsed);
  });

  it('is not made of a segment with damage, which is told of at every start', async () => {
    const dir = tempDir();
    history(dir);
    writeFileSync(join(dir, FIRST), `rubbish\n${readFileSync(join(dir, FIRST))}`);
    await look(dir);
    expect(existsSync(join(dir, INDEX))).toBe(false);
  });

  it('knows which events the user did something to', async () => {
    const dir = tempDir();
    history(dir);
    const oldest = (store: EventStore) =>
      [...store.table.slots()].toSorted((a, b) => store.table.seq(a) - store.table.seq(b))[0]!;
    await look(dir, (store) => store.flag([oldest(store)], FLAG.acked, true));
    await look(dir, async (store) => expect(store.table.flags(oldest(store)) & FLAG.acked).not.toBe(0));
  });

  it('leaves what was dismissed off the timeline, as reading the records does', async () => {
    const dir = tempDir();
    history(dir);
    const first = await look(dir, (store) => {
      const slots = [...store.table.slots()].filter((slot) => store.table.segment(slot) === 1);
      return store.flag(slots.slice(3, 30), FLAG.dismissed, true);
    });
    const eventsIn = ({ stacks }: typeof first) => stacks.reduce((sum, [size]) => sum + Number(size), 0);
    const fromIndex = await look(dir);
    rmSync(join(dir, INDEX));
    const fromRecords = await look(dir);
    expect(eventsIn(fromIndex)).toBe(eventsIn(first) - 27);
    expect(fromIndex.stacks).toEqual(fromRecords.stacks);
  });

  it('goes with its segment', async () => {
    const dir = tempDir();
    history(dir);
    await look(dir, (store) =>
      store.prune({ limits: { events: 10, bytes: 2 ** 40 }, now: 0, thorough: true }),
    );
    expect(existsSync(join(dir, INDEX))).toBe(false);
  });
});
