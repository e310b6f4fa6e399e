import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Heartbeat } from '../../src/store/heartbeat.ts';
import { tempDir } from '../support/temp-dir.ts';

const HOUR = 3_600_000;

async function gapsAt(dir: string, now: number) {
  const heartbeat = await Heartbeat.start(dir, now);
  await heartbeat.stop();
  return heartbeat.gaps;
}

describe('the heartbeat', () => {
  it('has no gap at the first start, nor when it goes on at once', async () => {
    const dir = tempDir();
    expect(await gapsAt(dir, Date.now())).toEqual([]);
    expect(await gapsAt(dir, Date.now() + 5000)).toEqual([]);
  });

  it('leaves one file of one line, and knows by it from when to when nothing listened', async () => {
    const dir = tempDir();
    await gapsAt(dir, Date.now());
    const text = readFileSync(join(dir, 'heartbeat'), 'utf8');
    expect(text).toMatch(/^\d{4}-.*Z\n$/);
    const from = Date.parse(text.trim());
    expect(await gapsAt(dir, from + HOUR)).toEqual([{ from, to: from + HOUR }]);
    const again = Date.parse(readFileSync(join(dir, 'heartbeat'), 'utf8').trim());
    expect(await gapsAt(dir, again + 2 * HOUR)).toEqual([
      { from, to: from + HOUR },
      { from: again, to: again + 2 * HOUR },
    ]);
  });

  it.each(['', 'rubbish', '\0\0\0'])('starts with %j in the file', async (content) => {
    const dir = tempDir();
    writeFileSync(join(dir, 'heartbeat'), content);
    writeFileSync(join(dir, 'gaps.json'), content);
    expect(await gapsAt(dir, Date.now())).toEqual([]);
  });

  it('takes a clock that was put back for no gap', async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'heartbeat'), `${new Date(Date.now() + HOUR).toISOString()}\n`);
    expect(await gapsAt(dir, Date.now())).toEqual([]);
  });

  it('costs no start where it cannot be written', async () => {
    const dir = tempDir();
    mkdirSync(join(dir, 'heartbeat'));
    expect(await gapsAt(dir, Date.now())).toEqual([]);
  });
});
