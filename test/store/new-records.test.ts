import { appendFileSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../src/event.ts';
import { linesAfter } from '../../src/store/log-lines.ts';
import { eventIn, logStart } from '../../src/store/log-records.ts';
import { newRecords } from '../../src/store/new-records.ts';
import { readFacts } from '../../src/store/record-facts.ts';
import { readStored } from '../../src/store/stored-log.ts';
import { incoming, storedEvent } from '../support/events.ts';
import { recordOf, scores } from '../support/records.ts';
import { openStore } from '../support/store.ts';
import { tempDir } from '../support/temp-dir.ts';

const factsOf = (line: Buffer) => readFacts(line, scores);

function pathOf(dir: string, segment: number): string {
  return join(dir, `events-${String(segment).padStart(6, '0')}.jsonl`);
}

function numbered(from: number, to: number): StoredEvent[] {
  return Array.from({ length: to - from + 1 }, (_, at) =>
    storedEvent({ seq: from + at, title: `${from + at}` }),
  );
}

function add(dir: string, segment: number, ...events: StoredEvent[]): void {
  appendFileSync(pathOf(dir, segment), Buffer.concat(events.map(recordOf)));
}

/** Reads what is stored; each look from then on adds the titles of what has come. */
async function followed(dir: string) {
  const place = logStart();
  for await (const _ of readStored(dir, { factsOf, sift: () => undefined, limit: 0 }, place));
  const titles: string[] = [];
  return async (): Promise<string[]> => {
    for await (const { records } of newRecords(dir, place, factsOf))
      titles.push(...records.map((record) => eventIn(record)!.title));
    return titles;
  };
}

describe('following a log', () => {
  it('tells of what comes, once, and not of what was there', async () => {
    const dir = tempDir();
    add(dir, 1, ...numbered(1, 3));
    const look = await followed(dir);
    expect(await look()).toEqual([]);
    add(dir, 1, ...numbered(4, 4));
    expect(await look()).toEqual(['4']);
    add(dir, 1, ...numbered(5, 104));
    expect(await look()).toEqual(numbered(4, 104).map(({ title }) => title));
    expect(await look()).toHaveLength(101);
  });

  it('up to a number leaves what is behind it in a segment for the next look, also where the next has begun', async () => {
    const dir = tempDir();
    add(dir, 1, ...numbered(1, 5));
    add(dir, 2, ...numbered(6, 7));
    const place = logStart();
    const told: number[] = [];
    for (const upTo of [3, 7])
      for await (const lines of linesAfter(dir, place, upTo)) told.push(...lines.map(({ seq }) => seq));
    expect(told).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('begins with the first event of a folder that is not there yet', async () => {
    const dir = join(tempDir(), 'later');
    const look = await followed(dir);
    expect(await look()).toEqual([]);
    const store = await openStore(dir);
    await store.append(incoming({ title: 'first' }));
    expect(await look()).toEqual(['first']);
  });

  it('waits for the rest of a line', async () => {
    const dir = tempDir();
    const look = await followed(dir);
    const [one, two] = numbered(1, 2).map(recordOf);
    writeFileSync(pathOf(dir, 1), Buffer.concat([one!, two!.subarray(0, 100)]));
    expect(await look()).toEqual(['1']);
    appendFileSync(pathOf(dir, 1), two!.subarray(100));
    expect(await look()).toEqual(['1', '2']);
  });

  it('takes a record that lacks nothing but its line break, once', async () => {
    const dir = tempDir();
    const look = await followed(dir);
    const [one, two] = numbered(1, 2).map(recordOf);
    writeFileSync(pathOf(dir, 1), one!.subarray(0, -1));
    expect(await look()).toEqual(['1']);
    appendFileSync(pathOf(dir, 1), Buffer.concat([Buffer.from('\n'), two!]));
    expect(await look()).toEqual(['1', '2']);
  });

  it('goes on in the next segments, with the end of the one before', async () => {
    const dir = tempDir();
    add(dir, 1, ...numbered(1, 1));
    const look = await followed(dir);
    add(dir, 1, ...numbered(2, 2));
    add(dir, 2, ...numbered(3, 3));
    add(dir, 4, ...numbered(4, 4));
    expect(await look()).toEqual(['2', '3', '4']);
    add(dir, 4, ...numbered(5, 5));
    expect(await look()).toEqual(['2', '3', '4', '5']);
  });

  it('reads a segment that was written anew, but for what it had read', async () => {
    const dir = tempDir();
    add(dir, 1, ...numbered(1, 4));
    const look = await followed(dir);
    writeFileSync(join(dir, 'new'), Buffer.concat([...numbered(3, 3), ...numbered(5, 6)].map(recordOf)));
    renameSync(join(dir, 'new'), pathOf(dir, 1));
    expect(await look()).toEqual(['5', '6']);
  });

  it.each(['x', 'longer than what was there'])(
    'goes on behind a write that failed and was cut off, with %j in its place',
    async (title) => {
      const dir = tempDir();
      add(dir, 1, ...numbered(1, 1));
      const { length } = readFileSync(pathOf(dir, 1));
      const look = await followed(dir);
      add(dir, 1, ...numbered(20, 20));
      expect(await look()).toEqual(['20']);
      truncateSync(pathOf(dir, 1), length);
      add(dir, 1, storedEvent({ seq: 21, title }));
      expect(await look()).toEqual(['20', title]);
    },
  );

  it('begins anew where all was given up and the log counts from one again', async () => {
    const dir = tempDir();
    add(dir, 7, ...numbered(900, 901));
    const look = await followed(dir);
    rmSync(pathOf(dir, 7));
    add(dir, 1, ...numbered(1, 2));
    expect(await look()).toEqual(['1', '2']);
  });

  it('does not take a log for another where an empty segment is made anew', async () => {
    const dir = tempDir();
    add(dir, 1, ...numbered(1, 2));
    const look = await followed(dir);
    add(dir, 2);
    expect(await look()).toEqual([]);
    rmSync(pathOf(dir, 2));
    expect(await look()).toEqual([]);
    add(dir, 2, ...numbered(3, 3));
    expect(await look()).toEqual(['3']);
  });

  it('misses nothing of a store that prunes and begins segments meanwhile', async () => {
    const dir = tempDir();
    const store = await openStore(dir);
    const look = await followed(dir);
    const expected: string[] = [];
    for (let round = 0; round < 6; round += 1) {
      const names = Array.from({ length: 50 }, (_, at) => `${round}-${at}`);
      expected.push(...names);
      await Promise.all(names.map((title) => store.append(incoming({ title }))));
      // All but the last hundred go, and the segment under way is written anew: before, while and after it is read.
      const limits = { events: 100, bytes: 2 ** 40 };
      const pruned = store.prune({ limits, thorough: true, now: Date.now() / 1000 });
      if (round % 3 === 0) await pruned;
      expect(await look()).toEqual(expected);
      await pruned;
      expect(await look()).toEqual(expected);
    }
  });
});
