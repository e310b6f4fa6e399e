import { setTimeout as delay } from 'node:timers/promises';
import { type Case, type Expected, type Group, probe, unexpected } from '../case.ts';
import { bytesOf, event } from '../requests.ts';
import type { Line, Part } from '../wire.ts';

/** No header takes longer, with what the receiver needs to look: 10 s and 2 s. */
const HEADER_MS = 13_000;
/** The same of a whole request: 15 s and 2 s. */
const REQUEST_MS = 19_000;
const PATIENCE = 25_000;

/** One byte after the other, as long as the line is open. */
function drip(bytes: Buffer | string, everyMs: number): (line: Line) => Promise<void> {
  const all = Buffer.from(bytes);
  return async ({ socket, isClosed }) => {
    for (let at = 0; at < all.length && !isClosed(); at += 1) {
      socket.write(all.subarray(at, at + 1));
      await delay(everyMs);
    }
  };
}

/** Ends within a time, and with what. */
function ends(
  name: string,
  parts: (head: Buffer, body: string) => readonly Part[],
  expected: Expected,
  within: number,
  long = true,
): Case {
  return {
    name,
    long,
    run: async (arena) => {
      const body = event();
      const head = bytesOf({ headers: { 'content-length': String(body.length) }, body: '' }, arena);
      const heard = await arena.talk(parts(head, body), { until: 'closed', patience: PATIENCE });
      const late = heard.tookMs > within ? [`is held for ${Math.round(heard.tookMs)} ms`] : [];
      return [...unexpected(heard, expected), ...late];
    },
  };
}

const ENDLESS = 'x'.repeat(10_000);
const CUT: Expected = [408, 'closed'];

export const slow: Group = {
  name: 'slow senders',
  together: true,
  cases: [
    ends('nothing at all', () => [], CUT, HEADER_MS, false),
    ends('a header that does not end', (head) => [head.subarray(0, -2)], CUT, HEADER_MS),
    ends(
      'a header, byte by byte',
      () => [drip(`POST /ingest HTTP/1.1\r\nHost: x\r\nX-Slow: ${ENDLESS}`, 500)],
      CUT,
      HEADER_MS,
    ),
    ends(
      'a header, line by line',
      () => [drip(`GET /health HTTP/1.1\r\n${'X: y\r\n'.repeat(1000)}`, 150)],
      CUT,
      HEADER_MS,
    ),
    ends('line ends, one after the other', () => [drip('\r\n'.repeat(500), 100)], CUT, HEADER_MS),
    ends('one letter', () => ['P'], CUT, HEADER_MS),
    ends('a body that does not come', (head) => [head], CUT, REQUEST_MS),
    ends('a body, byte by byte', (head, body) => [head, drip(body, 1000)], CUT, REQUEST_MS),
    ends(
      'chunks, one after the other',
      (head) => [
        head.toString().replace(/content-length: \d+/, 'Transfer-Encoding: chunked'),
        drip('1\r\n \r\n'.repeat(200), 200),
      ],
      CUT,
      REQUEST_MS,
    ),
    ends(
      'trailers, one after the other',
      (head, body) => [
        head.toString().replace(/content-length: \d+/, 'Transfer-Encoding: chunked'),
        `${body.length.toString(16)}\r\n${body}\r\n0\r\n`,
        drip('X: y\r\n'.repeat(500), 100),
      ],
      CUT,
      REQUEST_MS,
    ),
    ends(
      'leave to send, and then nothing',
      (head) => [head.toString().replace(/\r\n\r\n$/, '\r\nExpect: 100-continue\r\n\r\n')],
      CUT,
      REQUEST_MS,
    ),
    ends(
      'an event, and then half of one',
      (head, body) => [head, body, (line) => line.heard(1), head.subarray(0, 30)],
      202,
      REQUEST_MS,
    ),
    ends('an event, and then nothing', (head, body) => [head, body], 202, HEADER_MS),
    ends(
      'refused, its body still to come',
      (head) => [head.toString().replace(/x-tempo-token: .*/, 'x: y'), drip(ENDLESS, 50)],
      401,
      4000,
      false,
    ),
    ends(
      'refused, its body never comes',
      (head) => [head.toString().replace(/x-tempo-token: .*/, 'x: y')],
      401,
      4000,
      false,
    ),
    ends('garbage, and then silence', () => ['garbage\r\n\r\n'], 400, 3000, false),
    probe('slow and in time', (arena) => bytesOf({}, arena), 202),
    {
      name: 'a header that takes eight seconds',
      long: true,
      run: async (arena) => {
        const bytes = bytesOf({}, arena);
        return unexpected(
          await arena.talk([bytes.subarray(0, 50), () => delay(8000), bytes.subarray(50)], {
            patience: PATIENCE,
          }),
          202,
        );
      },
    },
    {
      name: 'a body that takes twelve seconds',
      long: true,
      run: async (arena) => {
        const bytes = bytesOf({}, arena);
        return unexpected(
          await arena.talk([bytes.subarray(0, -20), () => delay(12_000), bytes.subarray(-20)], {
            patience: PATIENCE,
          }),
          202,
        );
      },
    },
    {
      name: 'reads no answer, for ever',
      long: true,
      run: async (arena) => {
        const many = Buffer.concat(
          Array.from({ length: 500 }, () => bytesOf({ method: 'GET', target: '/health' }, arena)),
        );
        let refused = false;
        await arena.talk(
          [
            async ({ socket }) => {
              socket.pause();
              socket.once('error', () => {
                refused = true;
              });
              const until = performance.now() + PATIENCE + 8000;
              // Its buffers are full soon; a write that fails tells that the receiver has had enough.
              while (!refused && performance.now() < until)
                await Promise.race([new Promise((done) => socket.write(many, done)), delay(500)]);
            },
          ],
          { until: 'closed', patience: PATIENCE + 10_000 },
        );
        return refused ? [] : ['is held for ever'];
      },
    },
  ],
};
