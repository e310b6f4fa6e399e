import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../src/event.ts';
import { EventLog } from '../../src/store/event-log.ts';
import { storedEvent } from '../support/events.ts';
import { firstRecordOf, recordOf, scores } from '../support/records.ts';
import { storedIn } from '../support/store.ts';
import { tempDir } from '../support/temp-dir.ts';

const SEGMENT = 'events-000001.jsonl';

function someEvents(count: number): StoredEvent[] {
  return Array.from({ length: count }, (_, at) => storedEvent({ title: `event ${at}` }));
}

async function writeAll(dir: string, events: StoredEvent[], segmentBytes?: number): Promise<void> {
  const log = new EventLog(dir, recordOf, segmentBytes);
  await log.read();
  for (const event of events) await log.write([event]);
  await log.close();
}

async function readAgain(dir: string) {
  const log = new EventLog(dir, recordOf);
  const newest = await log.read();
  // With other scores, so that records are read whole.
  const other = { ...scores, fingerprint: 'other' };
  const older: StoredEvent[] = [];
  for (const stretch of log.takeOlder()) {
    for await (const batch of log.readOlder(stretch, other)) older.push(...batch.map(({ event }) => event!));
  }
  const titles = titlesOf([...older, ...newest]);
  return { log, titles, problems: log.problems };
}

/** Makes records of one kind and another by turns. */
function byTurns(...kinds: ((event: StoredEvent) => Buffer)[]): (event: StoredEvent, at: number) => Buffer {
  return (event, at) => kinds[at % kinds.length]!(event);
}

const titlesOf = (events: readonly StoredEvent[]) => events.map(({ title }) => title);

describe('the event log', () => {
  it('has its history when it is opened again', async () => {
    const dir = tempDir();
    const events = someEvents(5);
    await writeAll(dir, events);
    expect((await readAgain(dir)).titles).toEqual(titlesOf(events));
  });

  it('goes on in a new segment when one is full, and reads them in order', async () => {
    const dir = tempDir();
    const events = someEvents(12);
    await writeAll(dir, events, 1000);
    expect(readdirSync(dir).filter((name) => name.endsWith('.jsonl')).length).toBeGreaterThan(2);
    expect((await readAgain(dir)).titles).toEqual(titlesOf(events));
    expect(titlesOf(await storedIn(dir))).toEqual(titlesOf(events));
  });

  it('reads a segment that is larger than one becomes today, and goes on in another', async () => {
    const dir = tempDir();
    const events = someEvents(12);
    await writeAll(dir, events.slice(0, 9));
    await writeAll(dir, events.slice(9), 1000);
    expect(readdirSync(dir).length).toBeGreaterThan(1);
    expect((await readAgain(dir)).titles).toEqual(titlesOf(events));
  });

  it.each([
    ['today', recordOf],
    ['version 1', firstRecordOf],
    ['both versions', byTurns(recordOf, firstRecordOf)],
    ['both, the other way round', byTurns(firstRecordOf, recordOf)],
  ])('loses the torn record alone, cut at any byte of the last three of %s', async (_, record) => {
    // Short ones: every byte of theirs is an end once.
    const events = someEvents(5).map((event) => ({ ...event, providerIdentifier: 'a', metadata: {} }));
    const records = events.map(record);
    const whole = Buffer.concat(records);
    const ends = records.map((_, at) => Buffer.concat(records.slice(0, at + 1)).length);
    for (let end = ends[1]!; end < whole.length; end += 1) {
      const dir = tempDir();
      writeFileSync(join(dir, SEGMENT), whole.subarray(0, end));
      const { log, titles, problems } = await readAgain(dir);
      // A record that lacks nothing but its line break is whole.
      const kept = ends.filter((each) => each - 1 <= end).length;
      const torn = !ends.some((each) => each === end || each - 1 === end);
      expect(titles, `cut at ${end}`).toEqual(titlesOf(events.slice(0, kept)));
      expect(problems).toMatchObject({ torn: torn ? 1 : 0, damaged: 0 });
      const aside = torn ? readdirSync(join(dir, 'quarantine')) : [];
      expect(aside).toHaveLength(torn ? 1 : 0);

      const next = storedEvent({ title: 'after' });
      await log.write([next]);
      await log.close();
      expect((await readAgain(dir)).titles).toEqual([...titlesOf(events.slice(0, kept)), 'after']);
    }
  });

  it.each([
    ['a flipped bit', (middle: Buffer) => Buffer.from(middle).fill(middle[40]! ^ 1, 40, 41), 1],
    ['a megabyte of NULs', () => Buffer.alloc(1024 * 1024), 1],
    ['rubbish', () => Buffer.from('not a record\n'), 1],
    ['an empty line', () => Buffer.from('\n'), 0],
  ])('skips %s in the middle and keeps it aside', async (_, damage, damaged) => {
    const dir = tempDir();
    const [first, second, third] = someEvents(3).map(recordOf) as [Buffer, Buffer, Buffer];
    const bad = damage(second);
    writeFileSync(join(dir, SEGMENT), Buffer.concat([first, bad, third]));
    const { titles, problems } = await readAgain(dir);
    expect(titles).toEqual(['event 0', 'event 2']);
    expect(problems).toMatchObject({ torn: 0, damaged });
    if (damaged === 0) return;
    const [name] = readdirSync(join(dir, 'quarantine'));
    const kept = readFileSync(join(dir, 'quarantine', name!));
    expect(bad.subarray(0, kept.length).equals(kept)).toBe(true);
  });

  it.each([
    ['today', recordOf],
    ['version 1', firstRecordOf],
    ['both versions', byTurns(recordOf, firstRecordOf)],
    ['both, the other way round', byTurns(firstRecordOf, recordOf)],
  ])('finds both records of %s where the line break between them is lost', async (_, record) => {
    const dir = tempDir();
    const [first, second] = someEvents(2).map(record) as [Buffer, Buffer];
    writeFileSync(join(dir, SEGMENT), Buffer.concat([first.subarray(0, -1), second]));
    const { titles, problems } = await readAgain(dir);
    expect(titles).toEqual(['event 0', 'event 1']);
    expect(problems).toMatchObject({ torn: 0, damaged: 0 });
  });

  it.each([
    ['today', recordOf],
    ['version 1', firstRecordOf],
  ])('takes no text of %s inside an event for a record', async (_, record) => {
    const dir = tempDir();
    const forged = record(storedEvent({ title: 'forged' }))
      .toString()
      .trimEnd();
    const real = storedEvent({ title: forged, metadata: { forged } });
    const bytes = recordOf(real);
    bytes[bytes.length - 5]! ^= 1;
    writeFileSync(join(dir, SEGMENT), bytes);
    expect((await readAgain(dir)).titles).toEqual([]);
  });

  it.each([
    ['an empty file', '', []],
    ['null', 'null\n', []],
    ['a byte order mark', `\uFEFF${recordOf(storedEvent({ title: 'marked' }))}`, ['marked']],
  ])('opens with %s in place of the segment, and goes on', async (_, content, expected) => {
    const dir = tempDir();
    writeFileSync(join(dir, SEGMENT), content);
    const { log, titles } = await readAgain(dir);
    expect(titles).toEqual(expected);
    await log.write([storedEvent({ title: 'after' })]);
    await log.close();
    expect((await readAgain(dir)).titles).toEqual([...expected, 'after']);
  });

  it('writes beside a folder that stands in place of a segment', async () => {
    const dir = tempDir();
    mkdirSync(join(dir, SEGMENT));
    const { log, problems } = await readAgain(dir);
    expect(problems.foreign).toEqual([join(dir, SEGMENT)]);
    await log.write(someEvents(1));
    await log.close();
    expect((await readAgain(dir)).titles).toEqual(['event 0']);
  });

  it('leaves records of a newer version where they are, and writes into a segment of its own', async () => {
    const dir = tempDir();
    const newer = '{"v":9,"anything":true}\n';
    await writeAll(dir, someEvents(1));
    appendFileSync(join(dir, SEGMENT), newer);
    const { log, titles, problems } = await readAgain(dir);
    expect({ titles, newer: problems.newer }).toEqual({ titles: ['event 0'], newer: 1 });
    await log.write([storedEvent({ title: 'after' })]);
    await log.close();
    expect(readFileSync(join(dir, SEGMENT), 'utf8').endsWith(newer)).toBe(true);
    expect((await readAgain(dir)).titles).toEqual(['event 0', 'after']);
  });
});
