import { crc32 } from 'node:zlib';
import type { StoredEvent } from '../../src/event.ts';
import { ScoreBook } from '../../src/score/score-book.ts';
import { marker, Subjects } from '../../src/score/subjects.ts';
import { RecordMaker } from '../../src/store/record-maker.ts';

/** What the built-in scores say. */
export const scores = marker(new ScoreBook(), new Subjects());
const maker = new RecordMaker(scores);

/** The record of an event as the program writes it. */
export function recordOf(event: StoredEvent): Buffer {
  return maker.encode(event);
}

/** The record of an event as it was written while version 1 was the newest. */
export function firstRecordOf({ seq, receivedAt, ...event }: StoredEvent): Buffer {
  const body = JSON.stringify({ v: 1, seq, receivedAt, event }).slice(0, -1);
  const checksum = crc32(Buffer.from(body)).toString(16).padStart(8, '0');
  return Buffer.from(`${body},"crc":"${checksum}"}\n`);
}
