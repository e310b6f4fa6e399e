import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import * as z from 'zod';
import { withLock } from '../../src/store/local-lock.ts';
import { settingsFile } from '../../src/store/settings-file.ts';
import { tempDir } from '../support/temp-dir.ts';

const schema = z.strictObject({ numbers: z.array(z.number()) });
const fileAt = (path: string) => settingsFile(path, schema, () => ({ numbers: [] }));

it('is readable by its owner alone, and so is its folder', async () => {
  const dir = join(tempDir(), 'data');
  await fileAt(join(dir, 'x.json')).update((data) => data.numbers.push(1));
  expect(statSync(join(dir, 'x.json')).mode & 0o777).toBe(0o600);
  expect(statSync(dir).mode & 0o777).toBe(0o700);
});

it('keeps every one of many updates at once, also from several holders', async () => {
  const path = join(tempDir(), 'x.json');
  const holders = [fileAt(path), fileAt(path)];
  const updates = Array.from({ length: 20 }, (_, at) =>
    holders[at % 2]!.update((data) => data.numbers.push(at)),
  );
  await Promise.all(updates);
  const { numbers } = await fileAt(path).read();
  expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, at) => at));
});

it('says in words that another process is at it for too long, and changes nothing', async () => {
  const path = join(tempDir(), 'x.json');
  await withLock(path, async () => {
    const clock = vi.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValue(6000);
    onTestFinished(() => clock.mockRestore());
    await expect(fileAt(path).update((data) => data.numbers.push(1))).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining(`${path} was not changed: another tempo-tui has been at it`),
    });
  });
  expect(existsSync(path)).toBe(false);
});

it.each(['', 'null', '{"numbers":["x"]}', '{"numbers":[],"more":1}', '{'])(
  'names the file when it holds %j, and leaves it as it is',
  async (content) => {
    const dir = tempDir();
    mkdirSync(dir, { recursive: true });
    const path = join(dir, 'x.json');
    writeFileSync(path, content);
    await expect(fileAt(path).read()).rejects.toThrow(path);
    await expect(fileAt(path).update((data) => data.numbers.push(1))).rejects.toThrow('damaged');
    expect(readFileSync(path, 'utf8')).toBe(content);
  },
);

it('makes the folders it needs, and says so where it cannot', async () => {
  const dir = tempDir();
  await fileAt(join(dir, 'a', 'b', 'x.json')).update((data) => data.numbers.push(1));
  expect(statSync(join(dir, 'a')).mode & 0o777).toBe(0o700);
  writeFileSync(join(dir, 'file'), '');
  await expect(fileAt(join(dir, 'file', 'x.json')).update(() => {})).rejects.toThrow(/ENOTDIR/);
  if (process.platform === 'linux')
    await expect(fileAt('/proc/x/y/z.json').update(() => {})).rejects.toThrow(/ENOENT/);
});
