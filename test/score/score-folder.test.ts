import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { readScoreFile } from '../../src/commands/open-scores.ts';
import { ScoreFolder } from '../../src/score/score-folder.ts';
import { save, scoreText } from '../support/score-files.ts';
import { tempDir } from '../support/temp-dir.ts';

const PATIENCE = { timeout: 10_000, interval: 20 };

/** A folder that is watched, with what it says after each change. */
async function watched(dir: string, changed: (folder: ScoreFolder) => void = () => {}) {
  const folder = await ScoreFolder.open(dir, readScoreFile);
  onTestFinished(() => folder.close());
  folder.watch(() => changed(folder));
  const names = () => folder.files.map(({ name, score }) => `${name}: ${score.displayName}`);
  return {
    at: (name: string) => join(dir, name),
    names,
    notices: () => folder.notices.map(({ name, reason }) => `${name}: ${reason}`),
    become: (...wanted: string[]) => vi.waitFor(() => expect(names()).toEqual(wanted), PATIENCE),
    warn: (...wanted: string[]) =>
      vi.waitFor(
        () => expect(folder.notices.map(({ name, reason }) => `${name}: ${reason}`)).toEqual(wanted),
        PATIENCE,
      ),
  };
}

describe('the scores folder', () => {
  it('follows what is saved, in place or by another file that takes the name', async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'a.json'), scoreText('a'));
    writeFileSync(join(dir, 'notes.txt'), 'no score');
    writeFileSync(join(dir, '.hidden.json'), '{');
    const { at, names, notices, become } = await watched(dir);
    expect([names(), notices()]).toEqual([['a.json: A'], []]);
    writeFileSync(at('a.json'), scoreText('a', 'B'));
    await become('a.json: B');
    save(at('a.json'), scoreText('a', 'C'));
    await become('a.json: C');
    writeFileSync(at('b.tempo-score'), scoreText('b'));
    await become('a.json: C', 'b.tempo-score: A');
    rmSync(at('a.json'));
    await become('b.tempo-score: A');
  });

  it('keeps the last good version of a file that breaks, and says what is wrong where', async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'a.json'), scoreText('a'));
    const { at, names, warn, become } = await watched(dir);
    save(at('a.json'), '{\n  "displayName": "x",\n}');
    await warn('a.json: line 3, column 1: a comma stands before the end (the last good version counts)');
    expect(names()).toEqual(['a.json: A']);
    save(
      at('a.json'),
      scoreText('a', 'B', { severityRules: [{ match: {}, severity: 'bad' }], color: 'red' }),
    );
    await warn('a.json: color: must be a colour as #RRGGBB (and 1 more) (the last good version counts)');
    expect(names()).toEqual(['a.json: A']);
    save(at('a.json'), scoreText('a', 'B'));
    await warn();
    await become('a.json: B');
  });

  it('says at once what is wrong with a file at the start', async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'a.json'), '');
    const { notices } = await watched(dir);
    expect(notices()).toEqual(['a.json: is empty']);
  });

  it('gives a file that is being written the time to be whole', async () => {
    const dir = tempDir();
    const text = scoreText('a');
    const notices: unknown[] = [];
    let looks = 0;
    const { at, become } = await watched(dir, (folder) => {
      looks += 1;
      notices.push(...folder.notices);
      // It has been seen half.
      if (looks === 1) save(at('a.json'), text);
    });
    writeFileSync(at('a.json'), text.slice(0, 20));
    await become('a.json: A');
    expect(notices).toEqual([]);
    expect(looks).toBeGreaterThan(1);
  });

  it('says so when a file stays half', async () => {
    const { at, warn } = await watched(tempDir());
    writeFileSync(at('a.json'), scoreText('a').slice(0, -1));
    await warn('a.json: line 1, column 44: the text ends before its closing }');
  });

  it('bears an editor that takes a file away for a moment', async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'a.json'), scoreText('a'));
    const seen: string[][] = [];
    const { at, become } = await watched(dir, ({ files }) => {
      const names = files.map(({ name }) => name);
      seen.push(names);
      // The folder has been looked at while the file was away.
      if (seen.length === 1) writeFileSync(at('a.json'), scoreText('a', 'B'));
    });
    rmSync(at('a.json'));
    writeFileSync(at('z.json'), scoreText('z'));
    await become('a.json: B', 'z.json: A');
    for (const names of seen) expect(names).toContain('a.json');
  });

  it('follows a symbolic link, also to a file that is edited elsewhere, and one that leads nowhere', async () => {
    const dir = tempDir();
    const elsewhere = join(tempDir(), 'real');
    writeFileSync(elsewhere, scoreText('a'));
    symlinkSync(elsewhere, join(dir, 'a.json'));
    symlinkSync('loop.json', join(dir, 'loop.json'));
    const { names, notices, become, warn } = await watched(dir);
    expect(names()).toEqual(['a.json: A']);
    expect(notices()).toEqual(['loop.json: is a symbolic link that leads back to itself']);
    save(elsewhere, scoreText('a', 'B'));
    await become('a.json: B');
    rmSync(elsewhere);
    await warn(
      'a.json: is not there (the last good version counts)',
      'loop.json: is a symbolic link that leads back to itself',
    );
    expect(names()).toEqual(['a.json: B']);
  });

  it('waits for no pipe and reads nothing huge', async () => {
    const { at, warn, become } = await watched(tempDir());
    execFileSync('mkfifo', [at('pipe.json')]);
    mkdirSync(at('folder.json'));
    writeFileSync(at('huge.json'), scoreText('huge', 'A', { _comment: 'x'.repeat(300_000) }));
    writeFileSync(at('good.json'), scoreText('good'));
    await warn(
      'folder.json: is a folder, not a file',
      'huge.json: is larger than 256 KiB',
      'pipe.json: is a pipe, not a file',
    );
    await become('good.json: A');
  });

  it('takes the first by name of two files about one source, and the other when that is gone', async () => {
    const { at, become, warn } = await watched(tempDir());
    writeFileSync(at('b.json'), scoreText('A.b', 'Second'));
    await become('b.json: Second');
    writeFileSync(at('a.json'), scoreText('a.B', 'First'));
    await become('a.json: First');
    await warn('b.json: is not used: a.json is about a.b too');
    rmSync(at('a.json'));
    await become('b.json: Second');
    await warn();
  });

  it('may appear later, and go', async () => {
    const dir = join(tempDir(), 'later');
    const { at, names, become } = await watched(dir);
    expect(names()).toEqual([]);
    mkdirSync(dir);
    writeFileSync(at('a.json'), scoreText('a'));
    await become('a.json: A');
    rmSync(dir, { recursive: true });
    await become();
  });
});
