import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { localSocketHolder, readLocalListeners } from '../../src/store/socket-holders.ts';
import { tempDir } from '../support/temp-dir.ts';

const TABLE = `Num       RefCount Protocol Flags    Type St Inode Path
0000000000000000: 00000002 00000000 00010000 0001 01 11 @tempo-tui-abc
0000000000000000: 00000003 00000000 00000000 0001 03 12 @tempo-tui-abc
0000000000000000: 00000002 00000000 00010000 0001 01    13 /home/a b/owner.sock
0000000000000000: 00000003 00000000 00000000 0001 03 14
`;

describe('who listens on a local socket', () => {
  it('is read from the table of the system, and not from those who are connected', () => {
    expect(readLocalListeners(TABLE, '\0tempo-tui-abc')).toEqual(['11']);
    expect(readLocalListeners(TABLE, '/home/a b/owner.sock')).toEqual(['13']);
    expect(readLocalListeners(TABLE, '/home/a')).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('is this process, where it does', async () => {
    const path = join(tempDir(), 'owner.sock');
    const server = createServer();
    await new Promise<void>((done) => server.listen(path, done));
    onTestFinished(() => void server.close());
    expect(await localSocketHolder(path)).toEqual({ pid: process.pid, isSuspended: false });
    expect(await localSocketHolder(`${path}2`)).toBeUndefined();
  });
});
