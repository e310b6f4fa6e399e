import { readdirSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, it, onTestFinished } from 'vitest';
import { FullError, Scratch } from '../../src/attach/scratch.ts';
import { RecordReader } from '../../src/store/record-reader.ts';

function scratchOf(most: { records: number; bytes: number }): Scratch {
  const scratch = new Scratch(most);
  onTestFinished(() => scratch.close());
  return scratch;
}

const line = (length: number) => Buffer.alloc(length, 'x');
const MEBIBYTE = 1024 * 1024;

it('keeps no more records than it may, and so many of them for a part of the room', () => {
  const scratch = scratchOf({ records: 4, bytes: 1e9 });
  for (const _ of [1, 2, 3]) scratch.add(line(10), 0.75);
  expect(() => scratch.add(line(10), 0.75)).toThrow(FullError);
  scratch.add(line(10));
  expect(() => scratch.add(line(10))).toThrow('more than the');
});

it('keeps no more bytes than it may, and has room again when files are given back', () => {
  const scratch = scratchOf({ records: 1e6, bytes: 150 * MEBIBYTE });
  const last = Array.from({ length: 37 }, () => scratch.add(line(4 * MEBIBYTE))).at(-1)!;
  expect(() => scratch.add(line(4 * MEBIBYTE))).toThrow(FullError);
  expect(last.segment).toBe(3);
  scratch.keepOnly(new Set([2]));
  const place = scratch.add(Buffer.from('back again'));
  const reader = new RecordReader(scratch.files);
  expect(reader.readBytes(place)?.toString()).toBe('back again\n');
  expect(reader.readBytes({ ...last, segment: 1 })).toBeUndefined();
  expect(reader.readBytes({ segment: 2, offset: 0, length: 1 })?.toString()).toBe('x');
});

/** Open files of this process in the temporary folder that have lost their names. */
function namelessFiles(): string[] {
  const links = readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return [];
    }
  });
  return links.filter((link) => link.startsWith(`${tmpdir()}/tempo-tui-`) && link.endsWith(' (deleted)'));
}

it.runIf(process.platform === 'linux')('has nothing in the temporary folder that bears a name', () => {
  const before = new Set(namelessFiles());
  const scratch = scratchOf({ records: 10, bytes: 1e6 });
  scratch.add(line(10));
  expect(namelessFiles().filter((link) => !before.has(link))).toHaveLength(1);
});
