import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { FullError, Scratch } from '../../src/attach/scratch.ts';

function scratchOf(most: { records: number; bytes: number }): Scratch {
  const scratch = new Scratch(most);
  onTestFinished(() => scratch.close());
  return scratch;
}

const line = (length: number) => Buffer.alloc(length, 'x');

it('keeps no more records than it may, and so many of them for a part of the room', () => {
  const scratch = scratchOf({ records: 4, bytes: 1e9 });
  for (const _ of [1, 2, 3]) scratch.add(line(10), 0.75);
  expect(() => scratch.add(line(10), 0.75)).toThrow(FullError);
  scratch.add(line(10));
  expect(() => scratch.add(line(10))).toThrow('more than the');
});

it('keeps no more bytes than it may, and has room again when files are given back', () => {
  const mebibyte = 1024 * 1024;
  const scratch = scratchOf({ records: 1e6, bytes: 40 * mebibyte });
  const last = Array.from({ length: 39 }, () => scratch.add(line(mebibyte))).at(-1)!;
  expect(() => scratch.add(line(mebibyte))).toThrow(FullError);
  expect(last.segment).toBe(3);
  scratch.keepOnly(new Set([2]));
  expect(readdirSync(scratch.dir)).toHaveLength(2);
  const place = scratch.add(Buffer.from('back again'));
  const bytes = readFileSync(join(scratch.dir, readdirSync(scratch.dir).at(-1)!));
  expect(bytes.subarray(place.offset, place.offset + place.length).toString()).toBe('back again\n');
});

it('leaves nothing behind', () => {
  const scratch = scratchOf({ records: 10, bytes: 1e6 });
  scratch.add(line(10));
  scratch.close();
  expect(existsSync(scratch.dir)).toBe(false);
});
