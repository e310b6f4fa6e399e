import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lockAddress, withLock } from '../../src/store/local-lock.ts';
import { ownDataDir, ownerOf } from '../../src/store/lock.ts';
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

/** Only root may start a process of another user. */
describe.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
  'another user of the machine',
  () => {
    /** Has nobody listen where a lock does, and answer what is wanted, `drip` by drip or at once. */
    async function squat(path: string, greeting: string): Promise<void> {
      const address = JSON.stringify(await lockAddress(path));
      const answer =
        greeting === 'drip' ? "setInterval(() => s.write('x'), 100)" : `s.end(${JSON.stringify(greeting)})`;
      const code = `require('net').createServer((s) => { s.on('error', () => {}); ${answer} }).listen(${address}, () => console.log('there'))`;
      const squatter = spawn(process.execPath, ['-e', code], { uid: 65_534, gid: 65_534, cwd: '/' });
      onTestFinished(() => void squatter.kill('SIGKILL'));
      await once(squatter.stdout, 'data');
    }

    it.each(['', 'drip', '{"pid":1,"port":21666}'])(
      'keeps no receiver from a folder that they may not enter, and speaks for none, by %j',
      async (greeting) => {
        const dir = tempDir();
        await squat(join(dir, 'owner'), greeting);
        expect(await ownerOf(dir)).toBeUndefined();
        const owner = await ownDataDir(dir, { pid: 4711, port: 7776 });
        await expect(ownDataDir(dir, { pid: 1, port: 1 })).rejects.toThrow('pid 4711, port 7776');
        expect(await ownerOf(dir)).toMatchObject({ pid: 4711, port: 7776 });
        await owner.release();
        expect(await ownerOf(dir)).toBeUndefined();
      },
    );

    it('keeps nobody from changing a file there', async () => {
      const path = join(tempDir(), 'tokens.json');
      await squat(path, '');
      expect(await withLock(path, async () => 'changed')).toBe('changed');
    });
  },
);
