import { expect, it } from 'vitest';
import { costOfLength, costOfValues } from '../../src/ingest/body-cost.ts';

function chunksOf(text: string, size = 1000): Buffer[] {
  const bytes = Buffer.from(text);
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  );
}

it.each([
  [
    'a notification',
    JSON.stringify({ title: 'x', metadata: { NodeName: 'pve', VMID: '1', Message: 'a, b' } }),
  ],
  ['a log', JSON.stringify({ Message: '100: 2026-04-29 03:14:00 INFO: status, 42%\n'.repeat(20_000) })],
])('of %s is told by its length', (_, body) => {
  expect(costOfValues(chunksOf(body))).toBe(0);
});

it.each([
  ['empty lists', `[${Array(100_000).fill('[]').join(',')}]`, 20],
  ['empty objects', `[${Array(100_000).fill('{}').join(',')}]`, 20],
  ['names', `{${Array.from({ length: 50_000 }, (_, at) => `"k${at}":1`).join(',')}}`, 15],
])('of %s is many times their length', (_, body, times) => {
  const cost = costOfLength(body.length) + costOfValues(chunksOf(body, 997));
  expect(cost).toBeGreaterThan(times * body.length);
});
