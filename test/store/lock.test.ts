import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ownDataDir } from '../../src/store/lock.ts';
import { tempDir } from '../support/temp-dir.ts';

describe('the owner of a data directory', () => {
  it('is told to whoever comes second, until it lets go', async () => {
    const dir = tempDir();
    const owner = await ownDataDir(dir, { pid: 4711, port: 7776 });
    await expect(ownDataDir(dir, { pid: 1, port: 1 })).rejects.toMatchObject({
      exitCode: 75,
      message: expect.stringContaining('pid 4711, port 7776'),
    });
    await owner.release();
    await (await ownDataDir(dir, { pid: 1, port: 1 })).release();
  });

  it('knows an owner that the abstract address does not reach, and none that has ended', async () => {
    const dir = tempDir();
    const socket = join(dir, 'owner.sock');
    const code = `require('net').createServer((s) => s.on('error', () => {}).end('{"pid":4711,"port":7776}')).listen(${JSON.stringify(socket)}, () => console.log('there'))`;
    const other = spawn(process.execPath, ['-e', code]);
    onTestFinished(() => void other.kill('SIGKILL'));
    await once(other.stdout, 'data');
    await expect(ownDataDir(dir, { pid: 1, port: 1 })).rejects.toMatchObject({
      exitCode: 75,
      message: expect.stringContaining('pid 4711, port 7776'),
    });
    other.kill('SIGKILL');
    await once(other, 'exit');
    expect(existsSync(socket)).toBe(true);
    await (await ownDataDir(dir, { pid: 1, port: 1 })).release();
  });
});
