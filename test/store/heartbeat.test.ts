import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Heartbeat } from '../../src/store/heartbeat.ts';
import { tempDir } from '../support/temp-dir.ts';

const HOUR = 3_600_000;

async function gapsAt(dir: string, now: number, lastReceived?: number) {
  const heartbeat = await Heartbeat.start(dir, { now, lastReceived });
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

  it('begins a gap with the last event, where that came after the last beat', async () => {
    const dir = tempDir();
    const beat = Date.now() - HOUR;
    const start = (lastReceived: number) => {
      writeFileSync(join(dir, 'heartbeat'), `${new Date(beat).toISOString()}\n`);
      return gapsAt(dir, beat + HOUR, lastReceived);
    };
    expect((await start(beat + 5250)).at(-1)).toEqual({ from: beat + 5250, to: beat + HOUR });
    expect((await start(beat - 5250)).at(-1)).toEqual({ from: beat, to: beat + HOUR });
    // Received by a clock that was ahead.
    expect((await start(beat + 2 * HOUR)).at(-1)).toEqual({ from: beat, to: beat + HOUR });
    expect(await start(beat + HOUR - 19_000)).toHaveLength(3);
  });
});

/** A heartbeat whose clocks go as they are told. */
async function beating(dir: string) {
  const clock = { wall: Date.now(), monotonic: performance.now() };
  vi.spyOn(Date, 'now').mockImplementation(() => clock.wall);
  vi.spyOn(performance, 'now').mockImplementation(() => clock.monotonic);
  onTestFinished(() => void vi.restoreAllMocks());
  let told = 0;
  const heartbeat = await Heartbeat.start(dir, { onGap: () => (told += 1) });
  onTestFinished(() => heartbeat.stop());
  /** @param monotonic what the other clock says, where it is not the same */
  const pass = (wall: number, monotonic = wall) => {
    clock.wall += wall;
    clock.monotonic += monotonic;
    heartbeat.awake();
    return clock.wall;
  };
  return { heartbeat, told: () => told, pass };
}

describe('the heartbeat of a receiver that', () => {
  it('was stopped for a while notes that as a gap, once, and gives it to the next start', async () => {
    const dir = tempDir();
    const { heartbeat, told, pass } = await beating(dir);
    const from = pass(900);
    const to = pass(65_000);
    pass(1000);
    expect(heartbeat.gaps).toEqual([{ from, to }]);
    expect(told()).toBe(1);
    const kept = () => JSON.parse(readFileSync(join(dir, 'gaps.json'), 'utf8')).gaps;
    await vi.waitFor(() => expect(kept()).toEqual([{ from, to }]));
    await heartbeat.stop();
    const next = await Heartbeat.start(dir);
    onTestFinished(() => next.stop());
    expect(next.gaps).toEqual([{ from, to }]);
  });

  it('is only slow notes nothing', async () => {
    const { heartbeat, pass } = await beating(tempDir());
    for (let time = 0; time < 10; time += 1) pass(19_000);
    expect(heartbeat.gaps).toEqual([]);
  });

  it('slept, in which the monotonic clock stands still, says that it may have been the clock', async () => {
    const { heartbeat, pass } = await beating(tempDir());
    const from = pass(900);
    const to = pass(HOUR, 1000);
    expect(heartbeat.gaps).toEqual([{ from, to, leapt: true }]);
  });

  it('has its clock put back notes no gap, and the length of one that is', async () => {
    const { heartbeat, pass } = await beating(tempDir());
    pass(-HOUR, 1000);
    expect(heartbeat.gaps).toEqual([]);
    const to = pass(-HOUR, 65_000);
    expect(heartbeat.gaps).toEqual([{ from: to - 65_000, to }]);
  });
});
