import { type Arena, type Case, type Group, inShort, unlike } from '../case.ts';
import { bytesOf, event, newTitle, type Sent } from '../requests.ts';
import type { TalkOptions } from '../wire.ts';

/** Requests in one packet, and the answers that must come, in their order. */
function packet(
  name: string,
  sent: readonly (Sent | string)[],
  statuses: readonly number[],
  options: TalkOptions = {},
  long = false,
): Case {
  return {
    name,
    long,
    run: async (arena) => {
      const bytes = Buffer.concat(
        sent.map((each) => (typeof each === 'string' ? Buffer.from(each) : bytesOf(each, arena))),
      );
      return unlike(await arena.talk([bytes], { until: statuses.length, ...options }), statuses);
    },
  };
}

const times = <T>(count: number, each: T): T[] => Array.from({ length: count }, () => each);
const GOOD: Sent = {};
const WRONG: Sent = { headers: { 'x-tempo-token': 'wrong' } };
const HEALTH: Sent = { method: 'GET', target: '/health' };
const BAD_JSON: Sent = { body: '{' };
const CLOSED = { until: 'closed' } as const;
const HALF = { until: 'closed', half: true } as const;

/** A sender that is gone before it can be answered; what it sent whole may be stored. */
function givenUp(name: string, send: (arena: Arena, title: string) => Buffer): Case {
  return {
    name,
    run: async (arena) => {
      const title = newTitle();
      arena.ledger.mayBeStored(title);
      await arena.talk([send(arena, title), async ({ reset }) => reset()]);
      return [];
    },
  };
}

export const pipelining: Group = {
  name: 'pipelining',
  cases: [
    packet('100 events in one packet', times(100, GOOD), times(100, 202)),
    packet('250 events in one packet', times(250, GOOD), times(250, 202)),
    packet('100 in one packet, then our end', times(100, GOOD), times(100, 202), HALF),
    packet('what is no JSON among them', [GOOD, BAD_JSON, GOOD], [202, 422, 202]),
    packet('one that has no body and no token', [GOOD, { ...WRONG, body: '' }, GOOD], [202, 401, 202]),
    // What is refused before its body is read ends the connection.
    packet('a wrong token among them', [GOOD, WRONG, GOOD], [202, 401], CLOSED),
    packet('a wrong path among them', [GOOD, { target: '/x' }, GOOD, HEALTH], [202, 404], CLOSED),
    packet(
      'a wrong type among them',
      [GOOD, { headers: { 'content-type': 'text/plain' } }, GOOD],
      [202, 415],
      CLOSED,
    ),
    packet('a page among them', [GOOD, { headers: { origin: 'null' } }, GOOD], [202, 403], CLOSED),
    packet('another version among them', [GOOD, { version: 'HTTP/2.0' }, GOOD], [202, 400], CLOSED),
    packet(
      'the last one closes',
      [GOOD, GOOD, { headers: { connection: 'close' } }],
      [202, 202, 202],
      CLOSED,
    ),
    packet(
      'nothing behind one that closes',
      [GOOD, { headers: { connection: 'close' } }, GOOD],
      [202, 202],
      CLOSED,
    ),
    packet('an event and then garbage', [GOOD, 'garbage\r\n\r\n'], [202, 400], CLOSED),
    packet(
      'ten events and then garbage',
      [...times(10, GOOD), 'garbage\r\n\r\n'],
      [...times(10, 202), 400],
      CLOSED,
    ),
    packet('an event, garbage, an event', [GOOD, '\0\0\0\r\n\r\n', GOOD], [202, 400], CLOSED),
    packet('an event and then TLS', [GOOD, '\x16\x03\x01\x00\xa5\x01'], [202, 400], CLOSED),
    packet(
      'an event and then a header that is too long',
      [GOOD, { headers: { 'x-fill': 'x'.repeat(40_000) } }, GOOD],
      [202, 431],
      CLOSED,
    ),
    packet(
      'an event and then two lengths',
      [GOOD, { lines: ['Content-Length: 1'] }, GOOD],
      [202, 400],
      CLOSED,
    ),
    {
      name: 'an event and then half of one',
      run: async (arena) =>
        unlike(
          await arena.talk([bytesOf(GOOD, arena), bytesOf(GOOD, arena).subarray(0, -9)], HALF),
          [202, 400],
        ),
    },
    packet(
      'events and then one that is too large',
      [GOOD, { headers: { 'content-length': '99999999' } }],
      [202, 413],
    ),
    packet('health, a hundred times', times(100, HEALTH), times(100, 200)),
    packet('an event between the healths', [HEALTH, GOOD, HEALTH], [200, 202, 200]),
    packet('chunked and not, in turns', [{ chunks: 7 }, GOOD, { chunks: 1 }, GOOD], times(4, 202)),
    packet('our end behind one event', [GOOD], [202], HALF),
    packet('our end behind one in chunks', [{ chunks: 7 }], [202], HALF),
    packet('our end behind one that is refused', [WRONG], [401], HALF),
    packet('our end behind health', [HEALTH], [200], HALF),
    packet('our end in the header', ['POST /ingest HTTP/1.1\r\nHost: x\r\n'], [400], HALF),
    packet('our end behind one that closes', [{ headers: { connection: 'close' } }], [202], HALF),
    {
      name: 'requests cut anywhere',
      run: async (arena) => {
        const bytes = Buffer.concat(times(20, 0).map(() => bytesOf({ chunks: 11 }, arena)));
        const parts: Buffer[] = [];
        for (let at = 0, size = 1; at < bytes.length; at += size, size = 1 + ((size * 7) % 61))
          parts.push(bytes.subarray(at, at + size));
        return unlike(await arena.talk(parts, { until: 20 }), times(20, 202));
      },
    },
    givenUp('is reset behind a whole event', (arena, title) => bytesOf({ body: event({ title }) }, arena)),
    givenUp('is reset in the second of two', (arena, title) =>
      Buffer.concat([bytesOf({ body: event({ title }) }, arena), bytesOf({}, arena).subarray(0, -5)]),
    ),
    givenUp('is reset in a chunk', (arena) => bytesOf({ chunks: 9 }, arena).subarray(0, -9)),
    givenUp('is reset in the header', (arena) => bytesOf({}, arena).subarray(0, 40)),
    givenUp('is reset at once', () => Buffer.alloc(0)),
    {
      name: '200 that are reset',
      run: async (arena) => {
        await Promise.all(
          times(200, 0).map(() => {
            const title = newTitle();
            arena.ledger.mayBeStored(title);
            return arena.talk([bytesOf({ body: event({ title }) }, arena), async ({ reset }) => reset()]);
          }),
        );
        return [];
      },
    },
    {
      name: 'asks on and on, and reads no answer',
      run: async (arena) => {
        const many = Buffer.concat(times(500, 0).map(() => bytesOf(HEALTH, arena)));
        const heard = await arena.talk(
          [
            async ({ socket }) => {
              socket.pause();
              for (let sent = 0; sent < 200 && socket.write(many); sent += 1)
                await new Promise((done) => setImmediate(done));
            },
          ],
          { until: 'closed', patience: 1500 },
        );
        const statuses = heard.answers.map(({ status }) => status);
        return statuses.every((status) => status === 200) ? [] : [inShort(statuses)];
      },
    },
    // From here on the receiver takes fewer for a while.
    {
      name: '2000 events in one packet, which are too many',
      run: async (arena) => {
        const { answers, end } = await arena.talk(
          [Buffer.concat(times(2000, 0).map(() => bytesOf(GOOD, arena)))],
          CLOSED,
        );
        const statuses = answers.map(({ status }) => status);
        const right = statuses.length > 100 && statuses.every((status) => status === 202) && end !== 'silent';
        return right ? [] : [`${inShort(statuses)} (${end})`];
      },
    },
    {
      name: '20,000 requests at once',
      run: async (arena) => {
        const heard = await arena.talk([Buffer.concat(times(20_000, bytesOf(HEALTH, arena)))], CLOSED);
        const odd = heard.answers.filter(({ status }) => status !== 200);
        return odd.length > 0 ? [inShort(odd.map(({ status }) => status))] : [];
      },
    },
  ],
};
