import { unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { AttachedStore } from '../../src/attach/attached-store.ts';
import { Fates } from '../../src/attach/fates.ts';
import { ReceiverWord } from '../../src/attach/receiver-word.ts';
import { FLAG } from '../../src/store/event-table.ts';
import { History } from '../../src/store/history.ts';
import { olderLog } from '../../src/store/older-log.ts';
import { RecordReader } from '../../src/store/record-reader.ts';
import { segmentsIn } from '../../src/store/segment-files.ts';
import { storedEvent } from '../support/events.ts';
import { recordOf, scores } from '../support/records.ts';
import { tempDir } from '../support/temp-dir.ts';

const HEALTHY = { damaged: 0, torn: 0, newer: 0, foreign: [] };

function storeOver(dir: string): AttachedStore {
  const store = new AttachedStore(segmentsIn(dir), scores, { ask: async () => [], isTrusted: true });
  onTestFinished(() => store.close());
  return store;
}

it('reads what is left of a log of which the owner gives a segment up meanwhile', async () => {
  const dir = tempDir();
  for (const segment of [1, 2, 3]) {
    const events = [0, 1].map((at) => storedEvent({ seq: segment * 10 + at }));
    writeFileSync(join(dir, `events-00000${segment}.jsonl`), Buffer.concat(events.map(recordOf)));
  }
  const store = storeOver(dir);
  const log = await olderLog(dir, { segment: 4, offset: 0, length: 0 });
  unlinkSync(join(dir, 'events-000002.jsonl'));
  await store.readLog(log);
  expect([...store.table.slots()].map((slot) => store.table.seq(slot))).toEqual([10, 11, 30, 31]);
  expect(store.problems).toEqual(HEALTHY);
});

it('goes on saying what it could not read, whatever the receiver tells of its own log', () => {
  const store = storeOver(tempDir());
  const word = new ReceiverWord(store);
  const state = (unread?: string) => ({ trouble: null, problems: { ...HEALTHY, unread }, scoreNotices: [] });
  word.takeState(state('its disk'));
  expect(store.problems.unread).toBe('its disk');
  store.unread = 'the line broke';
  word.takeState(state());
  expect(store.problems.unread).toBe('the line broke');
  store.unread = undefined;
  expect(store.problems.unread).toBeUndefined();
});

it('remembers what became of those events alone to which anything did', () => {
  const reader = new RecordReader(segmentsIn(tempDir()));
  const history = new History(reader, scores, () => 0);
  for (const seq of [1, 2, 3])
    history.keep({ event: storedEvent({ seq }), place: { segment: 1, offset: seq, length: 1 } }, true);
  const fates = new Fates(history, 10);
  fates.take([[1, FLAG.acked]], true);
  fates.take([[2, FLAG.dismissed]], true);
  expect(
    [...history.table.slots()].map((slot) => history.table.flags(slot) & (FLAG.acked | FLAG.dismissed)),
  ).toEqual([0, FLAG.dismissed, 0]);
  expect([1, 2, 3].map((seq) => fates.has(seq))).toEqual([false, true, false]);
});
