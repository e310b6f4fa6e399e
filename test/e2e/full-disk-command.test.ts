import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { MOUNTS } from '../../scripts/faults/full-disk.ts';
import { hasTool } from '../../scripts/faults/rig.ts';
import { makeHome } from './program.ts';

const mounts = hasTool('unshare') || Boolean(process.env.TEMPO_TUI_CI);

it.skipIf(!mounts).each([
  ['full', 'cat /dev/zero > "$DIR/x" 2>/dev/null', /^The disk is full: give it room/],
  ['read-only', 'mount -o remount,ro "$DIR"', /^The file system takes no writes/],
])('a command says what to do where the disk is %s', (_, then, said) => {
  const home = makeHome();
  const dir = join(home.dir, 'data');
  mkdirSync(dir);
  const script = `mount -t tmpfs -o mode=700,size=1m tmpfs "$DIR"; ${then}; exec "$@" 2>&1`;
  const args = ['token', 'add', 'x', '--provider', 'com.proxmox', '--data-dir', dir];
  const [file, ...before] = MOUNTS;
  const command = ['sh', '-c', script, 'sh', process.execPath, resolve('dist/cli.js'), ...args];
  let ended: { status: number; stdout: string } | undefined;
  try {
    execFileSync(file!, [...before, ...command], { env: { ...home.env, DIR: dir }, encoding: 'utf8' });
  } catch (error) {
    ended = error as { status: number; stdout: string };
  }
  expect(ended).toMatchObject({ status: 1, stdout: expect.stringMatching(said) });
});
