import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lockAddress } from '../../src/store/local-lock.ts';
import { ownDataDir } from '../../src/store/lock.ts';
import { localSocketHolder } from '../../src/store/socket-holders.ts';
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

  it('lets go though somebody who asked keeps the line open', async () => {
    const dir = tempDir();
    const owner = await ownDataDir(dir, { pid: 1, port: 1 });
    const asking = connect({ path: await lockAddress(join(dir, 'owner')), allowHalfOpen: true });
    onTestFinished(() => void asking.destroy());
    await once(asking.resume(), 'end');
    await owner.release();
    await (await ownDataDir(dir, { pid: 1, port: 1 })).release();
  });

  it.runIf(process.platform === 'linux')('is found by the abstract address, too', async () => {
    const dir = tempDir();
    const owner = await ownDataDir(dir, { pid: process.pid, port: 1 });
    const address = await lockAddress(join(dir, 'owner'));
    expect(await localSocketHolder(address)).toMatchObject({ pid: process.pid });
    // Node 20 gives it this length whatever it is told, and others that of the name.
    expect(Buffer.byteLength(address)).toBe(108);
    await owner.release();
    expect(await localSocketHolder(address)).toBeUndefined();
  });
});
