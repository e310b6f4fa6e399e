import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { IncomingEvent, StoredEvent } from '../../src/event.ts';
import type { Score } from '../../src/score/schema.ts';
import { ScoreBook } from '../../src/score/score-book.ts';
import { marker, Subjects } from '../../src/score/subjects.ts';
import { EventStore } from '../../src/store/event-store.ts';
import type { EventTable, Place } from '../../src/store/event-table.ts';
import { rowOf } from '../../src/store/facts-row.ts';
import { History } from '../../src/store/history.ts';
import type { Marker, Marks } from '../../src/store/marker.ts';
import { RecordReader } from '../../src/store/record-reader.ts';
import { remark } from '../../src/store/remarking.ts';
import { SegmentFactsWriter } from '../../src/store/segment-facts.ts';
import { segmentsIn } from '../../src/store/segment-files.ts';
import { incoming, storedEvent } from '../support/events.ts';
import { recordOf } from '../support/records.ts';
import { anyMetadata, anyScore, scoreOf } from '../support/scores.ts';
import { tempDir } from '../support/temp-dir.ts';

const GROUPED = scoreOf({ grouping: '${metadata.a}', severityDefault: { severity: 'error' } });
const APART = scoreOf({ severityDefault: { severity: 'critical' } });

function inForce(book: ScoreBook, score: Score): void {
  book.replace([{ score, origin: 'own', file: 'a.b.json' }]);
}

function marksIn(table: EventTable, slot: number): Marks {
  return { level: table.level(slot), subject: table.subject(slot), role: table.role(slot) };
}

/** Every event's marks as they are and as marking it anew gives them, by its title. */
function compared(store: EventStore, marks: Marker) {
  const slots = [...store.table.slots()];
  const byTitle = (mark: (slot: number, event: StoredEvent) => Marks) =>
    slots.map((slot) => [store.event(slot)!.title, mark(slot, store.event(slot)!)]);
  return {
    are: byTitle((slot) => marksIn(store.table, slot)),
    anew: byTitle((_, event) => marks.mark(event)),
  };
}

async function openWith(dir: string, ...scores: Score[]) {
  const book = new ScoreBook(scores);
  const marks = marker(book, new Subjects());
  const store = await EventStore.open(dir, marks);
  onTestFinished(() => store.close());
  return { book, marks, store };
}

function posted(fields: Partial<IncomingEvent>): IncomingEvent {
  return incoming({ providerIdentifier: 'a.b', metadata: { a: 'x' }, ...fields });
}

describe('marking events anew', () => {
  it('gives what marking them anew gives, also to those that are still being read', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyScore,
        anyScore,
        fc.array(anyMetadata, { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        async (before, after, metadata, indexedAlready) => {
          const dir = tempDir();
          const events = Array.from({ length: 700 }, (_, at) =>
            storedEvent({
              seq: at + 1,
              providerIdentifier: at % 3 === 0 ? 'a.b.c' : 'a.b',
              title: `event ${at}`,
              metadata: metadata[at % metadata.length]!,
              ...(at % 50 === 0 && { externalID: `job ${at % 4}` }),
            }),
          );
          writeFileSync(join(dir, 'events-000001.jsonl'), Buffer.concat(events.slice(0, 400).map(recordOf)));
          writeFileSync(join(dir, 'events-000002.jsonl'), Buffer.concat(events.slice(400).map(recordOf)));
          const book = new ScoreBook([before]);
          const marks = marker(book, new Subjects());
          const store = await EventStore.open(dir, marks);
          const indexing = store.index();
          if (indexedAlready) await indexing;
          inForce(book, after);
          const live = store.append(posted({ title: 'live' }));
          await store.remark((provider) => provider.startsWith('a.b'));
          await Promise.all([live, indexing]);
          const { are, anew } = compared(store, marks);
          await store.close();
          expect(are.length).toBeGreaterThan(680);
          expect(are).toEqual(anew);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('leaves events of other providers alone', async () => {
    const { store, book } = await openWith(tempDir(), GROUPED);
    await store.append(posted({ title: 'mine' }));
    await store.append(posted({ title: 'other', providerIdentifier: 'a.b.c' }));
    const [mine, other] = [...store.table.slots()].map((slot) => marksIn(store.table, slot));
    inForce(book, APART);
    await store.remark((provider) => provider === 'a.b');
    const after = [...store.table.slots()].map((slot) => marksIn(store.table, slot));
    expect(after).toEqual([{ level: 4, subject: 0, role: 0 }, other]);
    expect(mine).not.toEqual(after[0]);
  });

  it('reaches an event that is on its way to disk when the score changes', async () => {
    const { store, book, marks } = await openWith(tempDir(), GROUPED);
    await store.append(posted({ title: 'first' }));
    const mark = marks.mark.bind(marks);
    const made = new Promise<void>((done) => {
      vi.spyOn(marks, 'mark').mockImplementation((event) => {
        done();
        return mark(event);
      });
    });
    const underWay = store.append(posted({ title: 'second' }));
    await made;
    expect(store.table.size).toBe(1);
    inForce(book, APART);
    await store.remark(() => true);
    await underWay;
    const { are, anew } = compared(store, marks);
    expect(are).toEqual(anew);
  });

  it('is not left behind in the index of a segment by a score that came and went', () => {
    const book = new ScoreBook([GROUPED]);
    const marks = marker(book, new Subjects());
    const writer = new SegmentFactsWriter(marks, 1000);
    const place = { segment: 1, offset: 0, length: 10 };
    const take = () => {
      const event = storedEvent({ providerIdentifier: 'a.b', metadata: { a: 'x' } });
      writer.add(rowOf(event, marks.mark(event)), place);
    };
    take();
    expect(writer.fingerprint).toBe(marks.fingerprint);
    inForce(book, APART);
    take();
    inForce(book, GROUPED);
    expect(writer.fingerprint).toBeUndefined();
  });
});

describe('what happens to events while they are marked anew', () => {
  /** Events so large that each is read by itself, and a change between the first and the others. */
  async function during(
    change: (parts: { history: History; places: Place[]; path: string; newer: StoredEvent }) => void,
  ) {
    const dir = tempDir();
    const path = join(dir, 'events-000001.jsonl');
    const pad = 'x'.repeat(150_000);
    const events = [0, 1, 2].map((at) =>
      storedEvent({
        providerIdentifier: 'a.b',
        externalID: `job ${at}`,
        seq: at + 1,
        metadata: { a: 'x', at, pad },
      }),
    );
    const newer = { ...events[1]!, seq: 4, metadata: { a: 'x', at: 1, worse: 'yes', pad } };
    const copy = { ...events[2]! };
    let offset = 0;
    const records = [...events, newer, copy].map((event) => recordOf(event));
    const places = records.map(({ length }) => {
      offset += length;
      return { segment: 1, offset: offset - length, length };
    });
    writeFileSync(path, Buffer.concat(records));
    const rules = [{ match: { worse: 'yes' }, severity: 'critical' }];
    const book = new ScoreBook([GROUPED]);
    const marks = marker(book, new Subjects());
    const reader = new RecordReader(segmentsIn(dir));
    onTestFinished(() => reader.close());
    const history = new History(reader, marks, () => 0);
    for (const [at, event] of events.entries()) history.keep({ event, place: places[at]! }, false);
    inForce(book, scoreOf({ severityDefault: { severity: 'ok' }, severityRules: rules }));
    const told: string[] = [];
    let asked = 0;
    await remark(
      { history, reader, marker: marks },
      () => true,
      () => {
        asked += 1;
        if (asked === 1) {
          change({ history, places, path, newer });
          history.observe({
            entered: (slot) => told.push(`entered ${slot}`),
            leaving: (slot) => told.push(`leaving ${slot}`),
          });
        }
        return false;
      },
    );
    return { table: history.table, told };
  }

  it('marks the newer version where one came', async () => {
    const { table } = await during(({ history, places, newer }) =>
      history.keep({ event: newer, place: places[3]! }, true),
    );
    expect([0, 1, 2].map((slot) => table.level(slot))).toEqual([1, 4, 1]);
  });

  it('passes over what was given up', async () => {
    const { table, told } = await during(({ history }) => history.drop(1));
    expect(table.holds(1)).toBe(false);
    expect(told).toEqual(['leaving 2', 'entered 2']);
  });

  it('finds what lies elsewhere by then', async () => {
    const { table } = await during(({ history, places, path }) => {
      history.move(2, places[4]!);
      const blank = Buffer.alloc(places[3]!.offset);
      writeFileSync(path, blank, { flag: 'r+' });
    });
    expect(table.level(2)).toBe(1);
  });
});
