import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { checkReadableByAll, unreadableByService } from '../../../src/commands/service/readable.ts';
import { tempDir } from '../../support/temp-dir.ts';

afterEach(() => vi.unstubAllEnvs());

/** Everybody may read it; whether they may enter the temporary folder, or that of Node, is a matter of the machine. */
const SHELL = '/bin/sh';

/** A file that everybody may read, in a folder that everybody may enter. */
function openFile() {
  const dir = tempDir();
  const folder = join(dir, 'folder');
  mkdirSync(folder);
  const file = join(folder, 'file');
  writeFileSync(file, '');
  chmodSync(dir, 0o755);
  chmodSync(folder, 0o755);
  chmodSync(file, 0o644);
  return { dir, folder, file };
}

describe('checkReadableByAll', () => {
  it('names what keeps the user of the service from the program', () => {
    const { folder, file } = openFile();
    expect(() => checkReadableByAll([SHELL])).not.toThrow();
    chmodSync(folder, 0o700);
    expect(() => checkReadableByAll([file])).toThrow(`may not read ${folder}, and`);
    chmodSync(folder, 0o755);
    chmodSync(file, 0o600);
    expect(() => checkReadableByAll([file])).toThrow(`may not read ${file}, and`);
  });
});

describe('unreadableByService', () => {
  it('tells what not everybody may read, unless the user of the service may', async () => {
    const { dir, folder, file } = openFile();
    const runuser = join(dir, 'runuser');
    writeFileSync(
      runuser,
      `#!/bin/sh\n[ "$*" = '-u tempo-tui -- test -r ${file}' ] && [ -e '${dir}/may' ]\n`,
    );
    chmodSync(runuser, 0o755);
    vi.stubEnv('PATH', `${dir}:${process.env.PATH}`);
    expect(await unreadableByService([SHELL])).toEqual([]);
    chmodSync(folder, 0o700);
    expect(await unreadableByService([file])).toEqual([
      `Not everybody may read ${file}, as ${folder} is closed: see to it that the user tempo-tui may, or the service ends with code 2.`,
    ]);
    writeFileSync(join(dir, 'may'), '');
    expect(await unreadableByService([file])).toEqual([]);
  });
});
