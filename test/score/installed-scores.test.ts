import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InstalledScores } from '../../src/score/installed-scores.ts';
import { scoreText } from '../support/score-files.ts';
import { tempDir } from '../support/temp-dir.ts';

function folder() {
  const dir = join(tempDir(), 'not yet', 'scores');
  return { dir, installed: new InstalledScores(dir), at: (name: string) => join(dir, name) };
}

describe('installed scores', () => {
  it('are those that were written by installing, and no other', async () => {
    const { dir, installed, at } = folder();
    expect((await installed.names())('a.json')).toBe(false);
    expect(existsSync(dir)).toBe(false);
    expect(await installed.write('a', scoreText('a'))).toEqual({ name: 'a.json', aside: [] });
    writeFileSync(at('b.json'), scoreText('b'));
    const isInstalled = await new InstalledScores(dir).names();
    expect(['a.json', 'A.JSON', 'b.json', 'constructor', '__proto__'].map(isInstalled)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(readFileSync(at('a.json'), 'utf8')).toBe(scoreText('a'));
    expect(statSync(dir).mode & 0o777).toBe(0o700);
  });

  it('stay so when they are edited, and no longer when they are removed', async () => {
    const { installed, at } = folder();
    await installed.write('a', scoreText('a'));
    writeFileSync(at('a.json'), scoreText('a', 'Mine'));
    expect((await installed.names())('a.json')).toBe(true);
    await installed.remove('a.json');
    expect(existsSync(at('a.json'))).toBe(false);
    writeFileSync(at('a.json'), scoreText('a'));
    expect((await installed.names())('a.json')).toBe(false);
  });

  it('are all files while the list is damaged, and none can be added', async () => {
    const { installed, at } = folder();
    await installed.write('a', scoreText('a'));
    writeFileSync(at('mine.json'), scoreText('b'));
    for (const damage of ['{', '[]', '{"files": {"a.json": 1}}', '']) {
      writeFileSync(at('.installed.json'), damage);
      expect((await installed.names())('mine.json')).toBe(true);
      await expect(installed.write('b', 'new', ['mine.json'])).rejects.toThrow('is damaged');
      expect(readFileSync(at('mine.json'), 'utf8')).toBe(scoreText('b'));
    }
  });

  it('take the place of files that keep their content under other names', async () => {
    const { dir, installed, at } = folder();
    mkdirSync(dir, { recursive: true });
    writeFileSync(at('a.json'), 'mine');
    writeFileSync(at('z.json'), 'mine too');
    writeFileSync(at('a.json.bak'), 'older');
    symlinkSync('nowhere', at('a.json.2.bak'));
    expect(await installed.write('a', 'new', ['a.json', 'z.json'])).toEqual({
      name: 'a.json',
      aside: [
        { from: 'a.json', to: 'a.json.3.bak' },
        { from: 'z.json', to: 'z.json.bak' },
      ],
    });
    const contents = ['a.json', 'a.json.bak', 'a.json.3.bak', 'z.json.bak'].map((name) =>
      readFileSync(at(name), 'utf8'),
    );
    expect(contents).toEqual(['new', 'older', 'mine', 'mine too']);
  });

  it('leave everything where it was when they cannot be written', async () => {
    const { dir, installed, at } = folder();
    mkdirSync(at('a.json'), { recursive: true });
    writeFileSync(at('z.json'), 'mine');
    await expect(installed.write('a', 'new', ['z.json'])).rejects.toThrow();
    expect(readdirSync(dir).sort()).toEqual(['.installed.json', 'a.json', 'z.json']);
    expect(readFileSync(at('z.json'), 'utf8')).toBe('mine');
  });

  it('are all listed when several are written at once', async () => {
    const { dir, installed } = folder();
    const names = ['a', 'b', 'c', 'd', 'e'];
    await Promise.all(names.map((name) => new InstalledScores(dir).write(name, scoreText(name))));
    const isInstalled = await installed.names();
    expect(names.map((name) => isInstalled(`${name}.json`))).toEqual(names.map(() => true));
  });
});
