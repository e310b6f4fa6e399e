import { describe, expect, it } from 'vitest';
import { floodSmallHeap, SHAPES, STALLED_DISK } from '../../scripts/faults/memory.ts';
import { hasTool } from '../../scripts/faults/rig.ts';

const [text, log] = SHAPES;
const here = hasTool('strace') || Boolean(process.env.TEMPO_TUI_CI);
const skipped = here ? '' : ' (skipped: strace is not installed)';

describe('with a heap of 128 MB, two hundred senders at once', () => {
  it('of 4 MiB each are stored or refused with 503, and the receiver lives', async () => {
    const { wrong, refused } = await floodSmallHeap(text!, 200, []);
    expect(wrong).toEqual([]);
    expect(refused).toBeGreaterThan(0);
  }, 60_000);

  it.skipIf(!here)(
    `on a disk that stalls are, too${skipped}`,
    async () => {
      const { wrong, refused } = await floodSmallHeap(log!, 200, STALLED_DISK);
      expect(wrong).toEqual([]);
      expect(refused).toBeGreaterThan(0);
    },
    60_000,
  );
});
