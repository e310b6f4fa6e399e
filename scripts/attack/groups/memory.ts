import { type Arena, type Case, type Group, inShort } from '../case.ts';
import { bytesOf, event, type Sent } from '../requests.ts';
import { watchHealth } from '../watch-health.ts';
import { eventOf } from './bodies.ts';

const MOST = 4 * 2 ** 20;

const KEYS = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`k${at}`, at]));

/** Large bodies at once: each is taken, or told when to come again. */
function atOnce(
  name: string,
  count: number,
  make: (arena: Arena) => Sent,
  allowed: readonly number[],
  long = false,
): Case {
  return {
    name: `${count} ${name}`,
    long,
    run: async (arena) => {
      const bytes = bytesOf(make(arena), arena);
      const asked = Array.from({ length: count }, () => arena.talk([bytes], { patience: 30_000 }));
      const health = watchHealth(arena);
      const statuses = (await Promise.all(asked)).map(({ answers }) => answers[0]?.status ?? 0);
      const odd = statuses.filter((status) => !allowed.includes(status));
      return [...(odd.length > 0 ? [`answers ${inShort(odd)}`] : []), ...(await health.stop())];
    },
  };
}

export const memory: Group = {
  name: 'memory',
  apart: ['--rate-limit', '0'],
  cases: [
    atOnce(
      'bodies of 4 MiB without a token',
      100,
      () => ({ body: eventOf(MOST), headers: { 'x-tempo-token': undefined } }),
      [401, 429],
    ),
    atOnce('bodies of 4 MiB', 20, () => ({ body: eventOf(MOST) }), [202, 503]),
    atOnce('bodies of 4 MiB', 100, () => ({ body: eventOf(MOST) }), [202, 503], true),
    atOnce(
      'bodies of 4 MiB in chunks',
      100,
      () => ({ body: eventOf(MOST), chunks: 65_536 }),
      [202, 503],
      true,
    ),
    atOnce(
      'bodies of 4 MiB that are refused',
      100,
      () => ({ body: `[${' '.repeat(MOST - 9)}]` }),
      [422, 503],
      true,
    ),
    atOnce(
      'bodies of 100,000 keys',
      10,
      () => ({ body: event({ metadata: { a: KEYS } }) }),
      [202, 413, 503],
      true,
    ),
  ],
};
