import { expect, it, onTestFinished, vi } from 'vitest';
import { makeRoom } from '../../src/ingest/room.ts';

const LONG_MS = 60_000;

it('is shared, and who finds none waits for what comes free', async () => {
  const room = makeRoom(100, LONG_MS);
  const first = await room.take(60, true);
  const told = vi.fn();
  const second = room.take(60, true).then(told);
  await Promise.resolve();
  expect(told).not.toHaveBeenCalled();
  first?.release();
  await second;
  expect(told).toHaveBeenCalledWith(expect.anything());
});

it('is given in the order of asking, also to one that needs less', async () => {
  const room = makeRoom(100, LONG_MS);
  const first = await room.take(60, true);
  const order: string[] = [];
  const large = room.take(90, true).then((hold) => {
    order.push('large');
    hold?.release();
  });
  const small = room.take(20, true).then(() => order.push('small'));
  first?.release();
  await Promise.all([large, small]);
  expect(order).toEqual(['large', 'small']);
});

it('keeps a part for small bodies', async () => {
  const room = makeRoom(100, LONG_MS);
  const first = await room.take(70, false);
  const told = vi.fn();
  const second = room.take(10, false).then(told);
  expect(await room.take(20, true)).toBeDefined();
  expect(told).not.toHaveBeenCalled();
  first?.release();
  await second;
  expect(told).toHaveBeenCalledWith(expect.anything());
});

it('is had by one alone that needs more than there is, and by nobody else then', async () => {
  const room = makeRoom(100, 1);
  const huge = await room.take(500, false);
  expect(huge?.grow(500)).toBe(true);
  expect(await room.take(1, true)).toBeUndefined();
  huge?.release();
  expect(await room.take(1, true)).toBeDefined();
});

it('grows at once or not at all', async () => {
  const room = makeRoom(100, LONG_MS);
  const [first, second] = [await room.take(40, true), await room.take(40, true)];
  expect(first?.grow(30)).toBe(false);
  expect(first?.grow(20)).toBe(true);
  expect(second?.grow(1)).toBe(false);
  first?.release();
  first?.release();
  expect(second?.grow(60)).toBe(true);
});

it('tells those that waited in vain, and leaves their places to others', async () => {
  const room = makeRoom(100, 1);
  const first = await room.take(100, true);
  expect(await room.take(10, true)).toBeUndefined();
  first?.release();
  expect(await room.take(100, true)).toBeDefined();
});

it('has the next one in where the first of those that wait goes away', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const room = makeRoom(100, 1000);
  await room.take(50, true);
  const first = room.take(90, true);
  await vi.advanceTimersByTimeAsync(500);
  const second = room.take(40, true);
  await vi.advanceTimersByTimeAsync(500);
  expect(await first).toBeUndefined();
  await vi.advanceTimersByTimeAsync(500);
  expect(await second).toBeDefined();
});

it('lets no more than five hundred wait', async () => {
  const room = makeRoom(100, LONG_MS);
  const first = await room.take(100, true);
  const waiting = Array.from({ length: 512 }, async () => {
    const hold = await room.take(1, true);
    hold?.release();
    return hold;
  });
  expect(await room.take(1, true)).toBeUndefined();
  first?.release();
  expect(await Promise.all(waiting)).not.toContain(undefined);
});
