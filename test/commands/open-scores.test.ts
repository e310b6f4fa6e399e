import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openScores } from '../../src/commands/open-scores.ts';
import { actionsFor } from '../../src/score/actions.ts';
import { InstalledScores } from '../../src/score/installed-scores.ts';
import { incoming } from '../support/events.ts';
import { save, scoreText } from '../support/score-files.ts';
import { tempDir } from '../support/temp-dir.ts';

const COMMAND = {
  defaultActions: [{ label: 'Run', systemIcon: 'terminal', trigger: { openTerminalWith: 'echo ${title}' } }],
};

async function opened(dir: string) {
  const scores = await openScores(dir);
  onTestFinished(() => scores.close());
  const told: string[][] = [];
  scores.watch((identifiers) => told.push([...identifiers]));
  const nameOf = (identifier: string) => scores.book.find(identifier)?.score.displayName;
  return { ...scores, told, nameOf };
}

describe('the scores in force', () => {
  it('are those built in where there is no folder', async () => {
    const { book, notices } = await opened(join(tempDir(), 'none'));
    expect(book.known.map(({ score, origin }) => [score.providerIdentifier, origin])).toEqual([
      ['com.proxmox', 'built in'],
      ['com.proxmox.backup', 'built in'],
      ['scripts', 'built in'],
    ]);
    expect(notices()).toEqual([]);
  });

  it('are those of files in place of what is built in, with where each came from', async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'mine.json'), scoreText('COM.Proxmox', 'Mine'));
    await new InstalledScores(dir).write('com.example', scoreText('com.example', 'Example'));
    const { book, nameOf } = await opened(dir);
    expect(['com.proxmox', 'com.proxmox.guest', 'com.proxmox.backup', 'com.example.x'].map(nameOf)).toEqual([
      'Mine',
      'Mine',
      'PBS',
      'Example',
    ]);
    const origins = ['com.proxmox.guest', 'com.proxmox.backup', 'com.example.x', 'org.none'];
    expect(origins.map((each) => book.originOf(each))).toEqual(['own', 'built in', 'installed', undefined]);
  });

  it('run the commands of the file that the user wrote, and of no other', async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'mine.json'), scoreText('a', 'A', COMMAND));
    await new InstalledScores(dir).write('b', scoreText('b', 'B', COMMAND));
    const { book } = await opened(dir);
    const reasons = (providerIdentifier: string) =>
      actionsFor(incoming({ providerIdentifier, title: 'x' }), book).map(({ disabled }) => disabled);
    expect(reasons('a')).toEqual([undefined]);
    expect(reasons('b')).toEqual([expect.stringContaining('yourself')]);
    writeFileSync(join(dir, '.installed.json'), 'damaged');
    const { book: doubtful } = await opened(dir);
    expect(actionsFor(incoming({ providerIdentifier: 'a' }), doubtful)[0]?.disabled).toContain('yourself');
  });

  it('change with the folder, and tell whose score is another', async () => {
    const dir = tempDir();
    const { told, nameOf, notices, book } = await opened(dir);
    const before = book.fingerprint;
    const path = join(dir, 'mine.json');
    const next = async (identifiers: string[]) => {
      await vi.waitFor(() => expect(told.length).toBeGreaterThan(0), 10_000);
      expect(told.splice(0)).toEqual([identifiers]);
    };
    save(path, scoreText('com.proxmox', 'Mine'));
    await next(['com.proxmox']);
    expect(nameOf('com.proxmox')).toBe('Mine');
    save(path, scoreText('com.example', 'Moved'));
    await next(['com.proxmox', 'com.example']);
    expect([nameOf('com.proxmox'), nameOf('com.example')]).toEqual(['Proxmox', 'Moved']);
    rmSync(path);
    await next(['com.example']);
    expect(nameOf('com.example')).toBeUndefined();
    expect(book.fingerprint).toBe(before);
    expect(notices()).toEqual([]);
  });

  it('are the last good ones while a file is broken', async () => {
    const dir = join(tempDir(), 'later');
    const { nameOf, notices } = await opened(dir);
    mkdirSync(dir);
    const path = join(dir, 'mine.json');
    save(path, scoreText('com.proxmox', 'Mine'));
    await vi.waitFor(() => expect(nameOf('com.proxmox')).toBe('Mine'), 10_000);
    save(path, 'x');
    await vi.waitFor(() => expect(notices()).toHaveLength(1), 10_000);
    expect(notices()).toEqual([
      { name: 'mine.json', reason: expect.stringMatching(/^line 1, column 1: .*last good version counts/) },
    ]);
    expect(nameOf('com.proxmox')).toBe('Mine');
  });
});
