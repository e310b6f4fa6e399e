import { expect, it, vi } from 'vitest';
import { recordMessages } from '../../src/attach/record-message.ts';
import type { StoredEvent } from '../../src/event.ts';
import { encodeRecord } from '../../src/store/record.ts';
import { hostileReceiver, type Told } from '../e2e/hostile-receiver.ts';
import { view } from '../support/attached.ts';
import { storedEvent } from '../support/events.ts';

/** Room for what a test sends. */
const ROOM = vi.hoisted(() => ({ records: 40, bytes: 1e9 }));

vi.mock('../../src/attach/scratch.ts', async (original) => {
  const real = await original<typeof import('../../src/attach/scratch.ts')>();
  class SmallScratch extends real.Scratch {
    constructor() {
      super(ROOM);
    }
  }
  return { ...real, Scratch: SmallScratch };
});

const numbered = (seq: number, fields: Partial<StoredEvent> = {}) =>
  storedEvent({ seq, id: `id ${seq}`, title: `event ${seq}`, ...fields });

const recordOf = (event: StoredEvent) => encodeRecord(event, '').subarray(0, -1);

function told(...events: StoredEvent[]): string {
  return toldAs(false, events);
}

/** @param withPlaces as to a viewer that reads the receiver's own log */
function toldAs(withPlaces: boolean, events: readonly StoredEvent[]): string {
  const lines = events.map((event) => ({
    seq: event.seq,
    line: recordOf(event),
    place: { segment: 0, offset: 0, length: 0 },
  }));
  return recordMessages(lines, withPlaces).toString();
}

function history(...events: StoredEvent[]): string {
  return events.map((event) => `${recordOf(event)}\n`).join('');
}

async function viewed(says: Told) {
  const receiver = await hostileReceiver(says);
  return { receiver, ...(await view({ port: Number(new URL(receiver.url).port), token: 'x' })) };
}

it('shows each number once, whether it is told at first, as history or as it comes', async () => {
  const { titles } = await viewed({
    events: [100, 100, 99, 101, 101, 100].map((seq) => numbered(seq)),
    history: history(...[5, 5, 4, 6, 100, 101, 6].map((seq) => numbered(seq))),
    more: told(...[101, 102, 102, 5, 103].map((seq) => numbered(seq))),
  });
  const once = [5, 6, 100, 101, 102, 103].map((seq) => `event ${seq}`);
  await vi.waitFor(() => expect(titles()).toEqual(once));
});

it('believes no record that bears two numbers', async () => {
  const twice = (seq: number, other: number) => {
    const [head, rest] = recordOf(numbered(seq)).toString().split(',"time"', 2) as [string, string];
    const body = `${head},"time"${rest}`.replace('"provider"', `"seq":${other},"provider"`);
    return body.replace(/,"crc":"\w+"\}$/, '');
  };
  const { crc32 } = await import('node:zlib');
  const line = (body: string) => `${body},"crc":"${crc32(body).toString(16).padStart(8, '0')}"}`;
  const { titles } = await viewed({
    events: [numbered(100)],
    history: `${line(twice(5, 100))}\n${line(twice(6, 100))}\n${history(numbered(7))}`,
    more: `event: record\ndata: ${line(twice(101, 100))}\n\n${told(numbered(102))}`,
  });
  await vi.waitFor(() => expect(titles()).toEqual(['event 7', 'event 100', 'event 102']));
});

it('reads of a history what there is room for, and says that there is more', async () => {
  const { attachment, titles } = await viewed({
    events: [numbered(1000)],
    history: history(...Array.from({ length: 50 }, (_, at) => numbered(at + 1))),
  });
  await vi.waitFor(() => expect(attachment.store.problems.unread).toMatch(/^it is more than/));
  expect(attachment.store.indexed).toBeUndefined();
  expect(titles()).toHaveLength(ROOM.records * 0.75);
});

it('has everything told anew when what comes has no more room, and keeps no more than that', async () => {
  const { attachment, receiver } = await viewed({
    events: [numbered(100)],
    more: told(...Array.from({ length: 60 }, (_, at) => numbered(101 + at))),
  });
  const asked = () => receiver.asked.filter((each) => each === 'GET /stream').length;
  await vi.waitFor(() => expect(asked()).toBeGreaterThan(2));
  await vi.waitFor(() =>
    expect(attachment.link).toMatchObject({ why: expect.stringMatching(/^it is more than/) }),
  );
  expect(attachment.store.table.size).toBeLessThanOrEqual(ROOM.records);
});

it('has no room for more by telling where a record lies, and reads it where it was kept itself', async () => {
  const events = Array.from({ length: 60 }, (_, at) => numbered(101 + at));
  const { attachment, titles } = await viewed({
    events: [numbered(100)],
    more: toldAs(true, events.slice(0, 5)) + toldAs(true, events.slice(5)),
  });
  await vi.waitFor(() => expect(titles()).toContain('event 105'));
  await vi.waitFor(() =>
    expect(attachment.link).toMatchObject({ why: expect.stringMatching(/^it is more than/) }),
  );
  expect(attachment.store.table.size).toBeLessThanOrEqual(ROOM.records);
});

it('says of a history whose every line breaks that it is not there, until it is', async () => {
  const { attachment, titles } = await viewed({
    events: [numbered(100)],
    history: history(numbered(5)),
    breaks: 3,
  });
  await vi.waitFor(() => expect(attachment.store.problems.unread).toMatch(/again and again$/));
  await vi.waitFor(() => expect(titles()).toEqual(['event 5', 'event 100']));
  expect(attachment.store.problems.unread).toBeUndefined();
});

it('takes 300 characters of a text, and as many entries as anybody reads', async () => {
  const long = 'x'.repeat(100_000);
  const notes = Array.from({ length: 5000 }, () => ({ time: 1, kind: 'bad', text: long }));
  const { attachment } = await viewed({
    events: [numbered(100)],
    head: { gaps: Array.from({ length: 5000 }, (_, at) => ({ from: at, to: at + 1 })) },
    more: [notes.slice(0, 50), notes.slice(0, 50)]
      .map((some) => `event: notes\ndata: ${JSON.stringify(some)}\n\n`)
      .join('')
      .concat(`event: end\ndata: ${JSON.stringify({ reason: `\u001B]0;owned\u0007${long}` })}\n\n`),
  });
  await vi.waitFor(() => expect(attachment.link.kind).toBe('lost'));
  expect(attachment.store.gaps.length).toBeLessThanOrEqual(1000);
  expect(attachment.notes).toHaveLength(100);
  for (const { text } of attachment.notes) expect(text).toHaveLength(300);
  const { why } = attachment.link as { why: string };
  expect(why).toHaveLength(300);
  expect(why).not.toContain('\u001B');
});

it('is not attached to where its last word is a book', async () => {
  const end = `event: end\ndata: ${JSON.stringify({ reason: 'x'.repeat(100_000) })}\n\n`;
  const receiver = await hostileReceiver({ only: end });
  const opening = view({ port: Number(new URL(receiver.url).port), token: 'x' });
  await expect(opening).rejects.toThrow(/in 5 tries; the last time: x{250,299}…$/);
});

it('gives up what never ends, and looks again after longer and longer pauses', async () => {
  const begun = performance.now();
  const { attachment, receiver } = await viewed({ events: [numbered(100)], pour: 'data:\n' });
  const asked = () => receiver.asked.filter((each) => each === 'GET /stream').length;
  await vi.waitFor(() => expect(asked()).toBeGreaterThanOrEqual(4));
  expect(performance.now() - begun).toBeGreaterThan(100 + 250 + 500);
  await vi.waitFor(() =>
    expect(attachment.link).toMatchObject({ why: expect.stringMatching(/more at once/) }),
  );
});

it.each([
  ['a line', 'x', /more at once/],
  ['lines that are no records', 'x\n', /again and again/],
  ['the same record', history(numbered(5)), /again and again/],
])('gives up a history of %s without an end, and says so', async (_, pourHistory, why) => {
  const { attachment } = await viewed({ events: [numbered(100)], pourHistory });
  await vi.waitFor(() => expect(attachment.store.problems.unread).toMatch(why), { timeout: 10_000 });
  expect(attachment.store.indexed).toBeUndefined();
});
