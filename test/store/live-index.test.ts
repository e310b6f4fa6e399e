import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ScoreBook } from '../../src/score/score-book.ts';
import { marker, Subjects } from '../../src/score/subjects.ts';
import { rowOf } from '../../src/store/facts-row.ts';
import { LiveIndex } from '../../src/store/live-index.ts';
import type { Recorded } from '../../src/store/log-reader.ts';
import { segmentName } from '../../src/store/scan.ts';
import { readSegmentIndex } from '../../src/store/segment-index.ts';
import { about, storedEvent } from '../support/events.ts';
import { recordOf } from '../support/records.ts';
import { tempDir } from '../support/temp-dir.ts';

const marks = marker(new ScoreBook(), new Subjects());

/** Writes a segment with a few events; returns its records. */
function segment(dir: string, number: number, extra = ''): Recorded[] {
  const events = [about('pve-01', '100', number), about('pve-02', '', number, 'error'), storedEvent()];
  let offset = 0;
  const records = events.map((event) => {
    const { length } = recordOf(event);
    offset += length;
    return { event, place: { segment: number, offset: offset - length, length } };
  });
  writeFileSync(join(dir, segmentName(number)), Buffer.concat([...events.map(recordOf), Buffer.from(extra)]));
  return records;
}

function indexIn(dir: string, number: number) {
  return readSegmentIndex(join(dir, segmentName(number)), marks.fingerprint, { buffer: Buffer.alloc(0) });
}

async function take(dir: string, ...records: Recorded[]): Promise<void> {
  const live = new LiveIndex(dir, marks, 1000);
  for (const recorded of records) live.add(rowOf(recorded.event, marks.mark(recorded.event)), recorded.place);
  await live.quiet();
}

describe('the index of the segment under way', () => {
  it('is written when the next one begins', async () => {
    const dir = tempDir();
    const first = segment(dir, 1);
    const second = segment(dir, 2);
    await take(dir, ...first);
    expect(existsSync(join(dir, 'events-000001.index'))).toBe(false);
    await take(dir, ...first, ...second);
    expect(existsSync(join(dir, 'events-000002.index'))).toBe(false);
    const facts = await indexIn(dir, 1);
    expect(facts?.count).toBe(3);
    expect([...facts!.offset]).toEqual(first.map(({ place }) => place.offset));
    expect([...facts!.level]).toEqual([0, 3, 0]);
  });

  it('is not written where the segment holds anything that was not taken down', async () => {
    const dir = tempDir();
    const first = segment(dir, 1, 'rubbish\n');
    const second = segment(dir, 2);
    await take(dir, ...first, ...second);
    expect(await indexIn(dir, 1)).toBeUndefined();
    await take(dir, ...first.slice(1), ...second);
    expect(await indexIn(dir, 1)).toBeUndefined();
  });

  it('does not stay beside a segment that changed meanwhile', async () => {
    const dir = tempDir();
    const records = [...segment(dir, 1), ...segment(dir, 2)];
    const live = new LiveIndex(dir, marks, 1000);
    for (const recorded of records)
      live.add(rowOf(recorded.event, marks.mark(recorded.event)), recorded.place);
    const temporary = join(dir, 'events-000001.index.tmp');
    let isQuiet = false;
    const quiet = live.quiet().then(() => {
      isQuiet = true;
    });
    // The segment was looked at before the index is begun, and is once more when it has its name.
    while (!isQuiet && !existsSync(temporary)) await nextTurn();
    expect(existsSync(temporary)).toBe(true);
    writeFileSync(join(dir, segmentName(1)), readFileSync(join(dir, segmentName(1))).subarray(10));
    await quiet;
    expect(existsSync(join(dir, 'events-000001.index'))).toBe(false);
  });
});
