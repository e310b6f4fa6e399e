import { type Arena, type Case, type Group, unexpected } from '../case.ts';
import { openWire, type Wire } from '../open-wire.ts';
import { bytesOf } from '../requests.ts';

const HEALTH = 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n';

/** A connection on which something was said, and that is kept open. */
function hold(arena: Arena, from: string, bytes: string | Buffer, read = true): Promise<Wire> {
  const wire = openWire(arena, from);
  const { socket } = wire;
  socket.on('error', () => {});
  if (read) socket.resume();
  return new Promise((done) => {
    socket.once('connect', () => {
      socket.write(bytes);
      done(wire);
    });
    socket.once('close', () => done(wire));
  });
}

/** What a flood must not do: keep a sender with a valid token waiting, or out. */
function flood(
  name: string,
  count: number,
  bytes: (arena: Arena) => string | Buffer,
  { many = false, read = true, rounds = 5, mostMs = 1000 } = {},
): Case {
  return {
    name,
    run: async (arena) => {
      const held: Wire[] = [];
      const wrong: string[] = [];
      const one = arena.newAddress();
      const say = bytes(arena);
      try {
        for (let round = 0; round < rounds; round += 1) {
          const more = round === 0 ? count : count / 10;
          held.push(
            ...(await Promise.all(
              Array.from({ length: more }, () => hold(arena, many ? arena.newAddress() : one, say, read)),
            )),
          );
          const heard = await arena.ask({});
          wrong.push(...unexpected(heard, 202));
          if (heard.tookMs > mostMs) wrong.push(`an event takes ${Math.round(heard.tookMs)} ms`);
        }
      } finally {
        for (const { socket } of held) socket.destroy();
      }
      return wrong;
    },
  };
}

/** Millions of requests come at once then; those who send them are cut off one by one. */
const MOST_OF_FLOOD_MS = 7500;

/** So many requests that the answers to them fill every buffer on the way. */
const flooding = HEALTH.repeat(10_000);

/** What the shorter run has. */
const QUICK = ['600 halves of a header', '600 at a wrong path that do not send their body'];

const cases: Case[] = [
  flood('600 connections that say nothing', 600, () => ''),
  flood('600 connections of as many addresses', 600, () => '', { many: true }),
  flood('600 halves of a header', 600, () => 'POST /ingest HTTP/1.1\r\nHost: x\r\n'),
  flood('600 halves of a header of as many addresses', 600, () => 'POST /ingest HTTP/1.1\r\nHost: x\r\n', {
    many: true,
  }),
  flood('600 connections that are kept', 600, () => HEALTH),
  flood('600 that are refused', 600, (arena) => bytesOf({ headers: { 'x-tempo-token': undefined } }, arena)),
  flood('600 that are refused and do not send their body', 600, (arena) =>
    bytesOf({ headers: { 'x-tempo-token': undefined, 'content-length': '1000' }, body: '' }, arena),
  ),
  flood(
    '600 at a wrong path that do not send their body',
    600,
    (arena) => bytesOf({ target: '/x', headers: { 'content-length': '1000' }, body: '' }, arena),
    { many: true },
  ),
  flood('600 of garbage', 600, () => 'garbage\r\n\r\n'),
  flood('600 of garbage that is not read', 600, () => 'garbage\r\n\r\n', { read: false, many: true }),
  {
    ...flood('600 that read no answer', 600, () => flooding, { read: false, mostMs: MOST_OF_FLOOD_MS }),
    long: true,
  },
  {
    name: '3000 connections, one after the other, that are reset',
    run: async (arena) => {
      const from = arena.newAddress();
      for (let batch = 0; batch < 30; batch += 1) {
        const sockets = await Promise.all(
          Array.from({ length: 100 }, () => hold(arena, from, 'POST /ingest HTTP/1.1\r\n')),
        );
        for (const { reset } of sockets) reset();
      }
      return unexpected(await arena.ask({}), 202);
    },
  },
];

export const floods: Group = {
  name: 'floods',
  apart: ['--rate-limit', '0'],
  cases: cases.map((each) => ({ ...each, long: !QUICK.includes(each.name) })),
};
