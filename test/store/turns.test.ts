import { expect, it } from 'vitest';
import { toldInTurn } from '../../src/attach/told-in-turn.ts';
import { oneByOne } from '../../src/store/turns.ts';

it('long works are done one after the other, with a turn for others between, whatever becomes of one', async () => {
  const inTurn = oneByOne();
  const done: string[] = [];
  const work = (name: string) =>
    inTurn(async () => {
      done.push(`${name} begins`);
      setImmediate(() => done.push('another'));
      await Promise.resolve();
      done.push(`${name} ends`);
      if (name === 'one') throw new Error('it failed');
      return name;
    });
  const all = await Promise.allSettled([work('one'), work('two'), work('three')]);
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  expect(done.slice(0, 7)).toEqual([
    'one begins',
    'one ends',
    'another',
    'two begins',
    'two ends',
    'another',
    'three begins',
  ]);
});

it('a reading that is left in the middle is closed', async () => {
  let closed = 0;
  async function* numbers() {
    try {
      yield 1;
      yield 2;
    } finally {
      closed += 1;
    }
  }
  const all: number[] = [];
  for await (const each of toldInTurn(numbers())) all.push(each);
  for await (const each of toldInTurn(numbers())) {
    all.push(each);
    break;
  }
  expect(all).toEqual([1, 2, 1]);
  expect(closed).toBe(2);
});
