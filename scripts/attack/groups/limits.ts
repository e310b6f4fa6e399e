import { type Case, type Group, inShort, unexpected } from '../case.ts';
import { bytesOf } from '../requests.ts';
import { addToken, memoryOf } from '../target.ts';
import type { Line } from '../wire.ts';

const LIMIT = 300;
/** Failures of one address a minute that are told from each other. */
const ATTEMPTS = 60;

const wrongToken = (at: number) => ({ headers: { 'x-tempo-token': `tempo_${String(at).padEnd(43, 'x')}` } });

/** Wrong tokens of as many addresses. */
function strangers(count: number, mostGrown: number): Case {
  return {
    name: `${count} addresses with a wrong token each`,
    long: count > 300,
    run: async (arena) => {
      const before = memoryOf(arena.pid)?.now;
      const wrong: string[] = [];
      for (let sent = 0; sent < count; sent += 100) {
        const heard = await Promise.all(
          Array.from({ length: 100 }, (_, at) => arena.ask(wrongToken(sent + at))),
        );
        for (const each of heard) wrong.push(...unexpected(each, 401));
      }
      const grown = before === undefined ? 0 : memoryOf(arena.pid)!.now - before;
      if (grown > mostGrown) wrong.push(`memory rose by ${grown} MiB`);
      return [...wrong, ...unexpected(await arena.ask({}), 202)];
    },
  };
}

export const limits: Group = {
  name: 'limits',
  apart: ['--rate-limit', String(LIMIT)],
  cases: [
    {
      name: 'wrong tokens of one address, and a valid one among them',
      run: async (arena) => {
        const from = arena.newAddress();
        const statuses: number[] = [];
        for (let at = 0; at < ATTEMPTS + 40; at += 1) {
          statuses.push(...(await arena.ask(wrongToken(at), { from })).answers.map(({ status }) => status));
          if (at % 20 === 0)
            statuses.push(...(await arena.ask({}, { from })).answers.map(({ status }) => status));
        }
        const counts = [202, 401, 429].map((wanted) => statuses.filter((status) => status === wanted).length);
        // The minute may have turned meanwhile.
        const right = counts[0] === 5 && counts[1]! >= ATTEMPTS && counts[1]! + counts[2]! === ATTEMPTS + 40;
        return right && statuses.at(-1) === 429 ? [] : [inShort(statuses)];
      },
    },
    {
      name: '200 wrong tokens at once, and a valid one',
      run: async (arena) => {
        const from = arena.newAddress();
        const wrongOnes = Array.from({ length: 200 }, (_, at) => arena.ask(wrongToken(at), { from }));
        const valid = arena.ask({}, { from });
        const heard = (await Promise.all(wrongOnes)).map(({ answers }) => answers[0]?.status);
        const refused = heard.every((status) => status === 401 || status === 429);
        return [...(refused ? [] : ['a wrong token is answered otherwise']), ...unexpected(await valid, 202)];
      },
    },
    {
      name: 'none at all, of one address, and a valid one',
      run: async (arena) => {
        const from = arena.newAddress();
        const bytes = bytesOf({ headers: { 'x-tempo-token': undefined }, body: '' }, arena);
        const heard = await arena.talk(
          Array.from({ length: 100 }, () => bytes),
          { from, until: 100 },
        );
        const statuses = heard.answers.map(({ status }) => status);
        const right =
          statuses.slice(0, ATTEMPTS).every((status) => status === 401) && statuses.at(-1) === 429;
        return [...(right ? [] : [inShort(statuses)]), ...unexpected(await arena.ask({}, { from }), 202)];
      },
    },
    strangers(300, 64),
    strangers(12_000, 128),
    {
      name: 'too many events of one token, and another token',
      needsTokens: true,
      run: async (arena) => {
        // No more at once than one connection may have while all have many.
        const batch = () => Buffer.concat(Array.from({ length: 10 }, () => bytesOf({ body: '' }, arena)));
        const turns = Array.from({ length: 40 }, (_, at) => at + 1);
        const parts = turns.flatMap((turn) => [batch(), (line: Line) => line.heard(turn * 10)]);
        const heard = await arena.talk(parts, { until: 400, patience: 20_000 });
        const statuses = heard.answers.map(({ status }) => status);
        const taken = statuses.filter((status) => status === 422).length;
        const right = taken > 0 && taken <= LIMIT && statuses.at(-1) === 429;
        const other = await addToken(arena.dataDir!, 'other', 'com.proxmox');
        return [
          ...(right ? [] : [inShort(statuses)]),
          ...unexpected(await arena.ask({ headers: { 'x-tempo-token': other } }), 202),
        ];
      },
    },
  ],
};
