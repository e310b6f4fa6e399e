import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FramePacing } from '../../src/ui/frame-pacing.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** How often is drawn, where each frame takes so long, in milliseconds. */
function drawing(frameMs: () => number) {
  const pacing = new FramePacing();
  const draw = vi.fn(() => vi.advanceTimersByTime(frameMs()));
  pacing.subscribe(draw);
  return { pacing, draw };
}

/** What comes after a frame in its own turn. */
const turn = () => new Promise<void>((done) => queueMicrotask(() => queueMicrotask(done)));

describe('a screen', () => {
  it('is drawn at once, then once for all that changes while it rests', async () => {
    const { pacing, draw } = drawing(() => 10);
    pacing.touch();
    expect(draw).toHaveBeenCalledTimes(1);
    await turn();
    for (let at = 0; at < 100; at += 1) pacing.touch();
    vi.advanceTimersByTime(69);
    expect(draw).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1);
    expect(draw).toHaveBeenCalledTimes(2);
  });

  it('is drawn again soon after its process was stopped in the middle of it', async () => {
    let stopped = 600_000;
    const { pacing, draw } = drawing(() => stopped);
    pacing.touch();
    await turn();
    stopped = 10;
    pacing.touch();
    vi.advanceTimersByTime(1000);
    expect(draw).toHaveBeenCalledTimes(2);
  });
});
