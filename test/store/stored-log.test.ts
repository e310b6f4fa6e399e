import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../src/event.ts';
import { compactSegment } from '../../src/store/compaction.ts';
import { eventIn, logStart } from '../../src/store/log-records.ts';
import { readFacts } from '../../src/store/record-facts.ts';
import { readEvents, readStored } from '../../src/store/stored-log.ts';
import { storedEvent } from '../support/events.ts';
import { firstRecordOf, recordOf, scores } from '../support/records.ts';
import { tempDir } from '../support/temp-dir.ts';

function pathOf(dir: string, segment: number): string {
  return join(dir, `events-${String(segment).padStart(6, '0')}.jsonl`);
}

/** Events `from` to `to` by their `seq`, named after it. */
function numbered(from: number, to: number, fields: Partial<StoredEvent> = {}): StoredEvent[] {
  return Array.from({ length: to - from + 1 }, (_, at) =>
    storedEvent({ id: `id-${from + at}`, seq: from + at, title: `${from + at}`, ...fields }),
  );
}

function write(dir: string, segment: number, events: readonly StoredEvent[], record = recordOf): void {
  writeFileSync(pathOf(dir, segment), Buffer.concat(events.map(record)));
}

const reading = {
  factsOf: (line: Buffer) => readFacts(line, scores),
  sift: (record: Parameters<typeof eventIn>[0]) => eventIn(record)?.title,
  limit: Number.POSITIVE_INFINITY,
};

async function titlesIn(dir: string, limit = reading.limit, place = logStart()): Promise<string[]> {
  const titles: string[] = [];
  for await (const made of readStored(dir, { ...reading, limit }, place)) titles.push(...made);
  return titles;
}

describe('reading a log without owning it', () => {
  it('has all records in their order, of any version, and none of a folder that is not there', async () => {
    const dir = tempDir();
    write(dir, 1, numbered(1, 40), firstRecordOf);
    write(dir, 2, numbered(41, 120));
    write(dir, 3, []);
    expect(await titlesIn(dir)).toEqual(numbered(1, 120).map(({ title }) => title));
    expect(await titlesIn(join(dir, 'none'))).toEqual([]);
  });

  it('passes over what is damaged, and over half a line at the end', async () => {
    const dir = tempDir();
    const [one, two, three] = numbered(1, 3).map(recordOf);
    writeFileSync(
      pathOf(dir, 1),
      Buffer.concat([one!, Buffer.from('rubbish\n'), two!, three!.subarray(0, 90)]),
    );
    const place = logStart();
    expect(await titlesIn(dir, Number.POSITIVE_INFINITY, place)).toEqual(['1', '2']);
    expect(place).toMatchObject({ segment: 1, seq: 2, offset: one!.length + 8 + two!.length });
  });

  it('reads on where segments are given up or written anew in the middle of it', async () => {
    const dir = tempDir();
    write(dir, 1, numbered(1, 500));
    write(dir, 2, numbered(501, 1000));
    write(dir, 3, numbered(1001, 1500));
    const titles: string[] = [];
    for await (const made of readStored(dir, reading, logStart())) {
      if (titles.length === 0) {
        rmSync(pathOf(dir, 2));
        await compactSegment(
          pathOf(dir, 3),
          (offset) => offset === 0,
          recordOf,
          () => {},
        );
      }
      titles.push(...made);
    }
    const kept = [...numbered(1, 500), ...numbered(1002, 1500)];
    expect(titles).toEqual(kept.map(({ title }) => title));
  });

  it('leaves out what comes while it reads, and tells where that begins', async () => {
    const dir = tempDir();
    write(dir, 1, numbered(1, 100));
    const events = readEvents(dir);
    await events.next();
    appendFileSync(pathOf(dir, 1), recordOf(storedEvent({ seq: 101 })));
    let count = 1;
    for await (const _ of events) count += 1;
    expect(count).toBe(100);
  });

  it('takes of the newest so many as are asked for, and the newest version of each', async () => {
    const version = fc.record({ segment: fc.nat(3), externalID: fc.option(fc.constantFrom('a', 'b', 'c')) });
    await fc.assert(
      fc.asyncProperty(fc.array(version, { maxLength: 40 }), fc.nat(12), async (versions, limit) => {
        const dir = tempDir();
        const all = versions
          .sort((a, b) => a.segment - b.segment)
          .map(({ segment, externalID }, at) => ({
            segment,
            event: storedEvent({
              seq: at + 1,
              title: `${at}`,
              ...(externalID !== null && { externalID, id: `id-of-${externalID}` }),
            }),
          }));
        for (const segment of [0, 1, 2, 3]) {
          write(
            dir,
            segment + 1,
            all.filter((each) => each.segment === segment).map(({ event }) => event),
          );
        }
        const newest = all
          .map(({ event }) => event)
          .filter(({ id }, at, events) => events.findLastIndex((other) => other.id === id) === at)
          .map(({ title }) => title);
        expect(await titlesIn(dir)).toEqual(newest);
        expect(await titlesIn(dir, limit)).toEqual(newest.slice(Math.max(0, newest.length - limit)));
      }),
      { numRuns: 60 },
    );
  });
});
