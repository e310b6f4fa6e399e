import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgeData } from '../../../src/commands/doctor/data.ts';
import { type DataFacts, readDataFacts } from '../../../src/commands/doctor/data-facts.ts';
import { ownDataDir } from '../../../src/store/lock.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { command, told } from './facts.ts';

const MIB = 1024 * 1024;
const WELL: DataFacts = {
  dir: '/data',
  there: true,
  mode: 0o700,
  free: 900 * MIB,
  quarantined: 0,
  owner: undefined,
};

describe('the data directory', () => {
  it('is well with room, mode 0700, and nothing set aside', () => {
    expect(told(judgeData(WELL, command))).toEqual([
      'ok data directory: /data takes writes (mode 0700)',
      'ok room: 900 MiB are free',
      'ok owner: no tempo-tui runs on the data directory',
    ]);
  });

  it.each<[Partial<DataFacts>, string]>([
    [{ mode: 0o750 }, 'warning data directory: /data is open to other users (mode 0750) → chmod 700 /data'],
    [
      { refused: 'EROFS' },
      'failure data directory: /data takes no writes: the file system is read-only → mount',
    ],
    [{ refused: 'ENOSPC' }, 'failure data directory: /data takes no writes: the disk is full → make room'],
    [
      { refused: 'EACCES' },
      'failure data directory: /data takes no writes: permission denied → run tempo-tui as',
    ],
    [{ refused: 'ESTALE' }, 'failure data directory: /data takes no writes: ESTALE → pass --data-dir'],
    [{ there: false }, 'ok data directory: /data is not there yet and can be made'],
    [{ there: false, refused: 'ENOENT' }, 'failure data directory: /data cannot be made: no folder can be'],
    [{ free: 200 * MIB - 1 }, 'warning room: 199 MiB are free → make room'],
    [{ free: 20 * MIB }, 'warning room: 20 MiB are free → make room'],
    [
      { free: 20 * MIB - 1 },
      'failure room: 19 MiB are free: events will soon be refused with 503 → make room',
    ],
    [{ free: 2048 * MIB }, 'ok room: 2 GiB are free'],
    [{ quarantined: 1 }, 'warning quarantine: 1 damaged record was set aside in /data/quarantine → no other'],
    [{ quarantined: 2 }, 'warning quarantine: 2 damaged records were set aside'],
    [{ owner: { pid: 812, port: 7776 } }, 'ok owner: a tempo-tui runs on it (pid 812, port 7776)'],
    [{ owner: 'silent' }, 'failure owner: a tempo-tui has the data directory and does not answer → stop it'],
  ])('%j is told as %j', (facts, line) => {
    const lines = told(judgeData({ ...WELL, ...facts }, command));
    expect(lines).toContainEqual(expect.stringContaining(line));
  });

  it('says nothing of room where the system does not', () => {
    const { free: _, ...facts } = WELL;
    expect(told(judgeData(facts, command)).join()).not.toContain('room');
  });
});

describe('looking at a data directory', () => {
  it('sees what is there, and leaves nothing behind', async () => {
    const dir = join(tempDir(), 'data');
    expect(await readDataFacts(dir)).toMatchObject({ there: false, quarantined: 0, owner: undefined });
    expect(readdirSync(join(dir, '..'))).toEqual([]);

    mkdirSync(join(dir, 'quarantine'), { recursive: true, mode: 0o755 });
    writeFileSync(join(dir, 'quarantine', 'events-1-at-0-00000000'), 'x');
    const owner = await ownDataDir(dir, { pid: 4711, port: 0 });
    owner.tellPort(17);
    const facts = await readDataFacts(dir);
    await owner.release();
    expect(facts).toMatchObject({ there: true, mode: 0o755, quarantined: 1, owner: { pid: 4711, port: 17 } });
    expect(facts.free).toBeGreaterThan(0);
    expect(facts).not.toHaveProperty('refused');
    expect(readdirSync(dir).filter((name) => name !== 'owner.sock')).toEqual(['quarantine']);
  });

  it.runIf(process.platform === 'linux')('sees where nothing can be made', async () => {
    expect(await readDataFacts('/proc/tempo-tui/data')).toMatchObject({ there: false, refused: 'ENOENT' });
    const file = join(tempDir(), 'file');
    writeFileSync(file, '');
    expect(await readDataFacts(file)).toMatchObject({ refused: 'ENOTDIR' });
    expect(await readDataFacts(join(file, 'data'))).toMatchObject({ there: false, refused: 'ENOTDIR' });
  });
});
