import { chmodSync, chownSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makePrivate } from '../../src/store/private-files.ts';
import { tempDir } from '../support/temp-dir.ts';

const isRoot = process.getuid?.() === 0;

/** A data directory with files of these modes, whatever the umask. */
function dataDir(files: Record<string, number>, mode = 0o700): string {
  const dir = tempDir();
  mkdirSync(join(dir, 'crashes'), { mode: 0o700 });
  for (const [name, bits] of Object.entries(files)) {
    writeFileSync(join(dir, name), '');
    chmodSync(join(dir, name), bits);
  }
  chmodSync(dir, mode);
  return dir;
}

function modeOf(...path: string[]): number {
  return statSync(join(...path)).mode & 0o7777;
}

it('closes to others the folder and what the program keeps there, and nothing else', async () => {
  const open = { 'tokens.json': 0o644, 'events-000001.jsonl': 0o664, 'crashes/x.txt': 0o640 };
  const dir = dataDir({ ...open, 'user-state.json': 0o600, 'notes.txt': 0o644 }, 0o755);
  const found = await makePrivate(dir);
  expect(found.map(({ path, mode, outcome }) => [path, mode, outcome]).sort()).toEqual([
    ['', 0o755, 'mended'],
    ['crashes/x.txt', 0o640, 'mended'],
    ['events-000001.jsonl', 0o664, 'mended'],
    ['tokens.json', 0o644, 'mended'],
  ]);
  expect(modeOf(dir)).toBe(0o700);
  for (const name of Object.keys(open)) expect(modeOf(dir, name)).toBe(0o600);
  expect(modeOf(dir, 'notes.txt')).toBe(0o644);
  expect(await makePrivate(dir)).toEqual([]);
});

it('leaves alone what a link points to, and tells of it while others may read it', async () => {
  const elsewhere = join(tempDir(), 'secret');
  writeFileSync(elsewhere, '');
  chmodSync(elsewhere, 0o644);
  const dir = dataDir({});
  symlinkSync(elsewhere, join(dir, 'tokens.json'));
  expect(await makePrivate(dir)).toEqual([{ path: 'tokens.json', mode: 0o644, outcome: 'link' }]);
  expect(modeOf(elsewhere)).toBe(0o644);
  chmodSync(elsewhere, 0o600);
  expect(await makePrivate(dir)).toEqual([]);
});

it('closes a folder to which a link leads, as that is the one it was given', async () => {
  const dir = dataDir({ 'tokens.json': 0o644 }, 0o750);
  const link = join(tempDir(), 'link');
  symlinkSync(dir, link);
  expect((await makePrivate(link)).map(({ path }) => path)).toEqual(['', 'tokens.json']);
  expect(modeOf(dir)).toBe(0o700);
});

it('leaves a folder to all that is shared by all on purpose', async () => {
  const dir = dataDir({ 'tokens.json': 0o644 }, 0o1777);
  expect(await makePrivate(dir)).toEqual([
    { path: '', mode: 0o777, outcome: 'shared' },
    { path: 'tokens.json', mode: 0o644, outcome: 'mended' },
  ]);
  expect(modeOf(dir)).toBe(0o1777);
});

it.skipIf(!isRoot)(`tells what belongs to another user${isRoot ? '' : ' (skipped: not root)'}`, async () => {
  const dir = dataDir({ 'tokens.json': 0o600 });
  chownSync(join(dir, 'tokens.json'), 12_345, 12_345);
  expect(await makePrivate(dir)).toEqual([
    { path: 'tokens.json', mode: 0o600, outcome: 'foreign', uid: 12_345 },
  ]);
});
