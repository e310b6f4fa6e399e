import { describe, expect, it } from 'vitest';
import { killRounds, startTogether, stopUnderLoad } from '../../scripts/faults/crashes.ts';
import { killPrune } from '../../scripts/faults/prune.ts';
import { hasTool } from '../../scripts/faults/rig.ts';
import { describeFault, faults, runWithFault } from '../../scripts/faults/syscalls.ts';

const here = hasTool('strace') || Boolean(process.env.TEMPO_TUI_CI);
const skipped = here ? '' : ' (skipped: strace is not installed)';

describe('what is acknowledged is stored, and nothing else', () => {
  it('after kill -9 under load, again and again', async () => {
    expect(await killRounds(4)).toEqual([]);
  });

  it('after SIGTERM while 500 posts are under way, and each has a true answer or none', async () => {
    expect(await stopUnderLoad()).toEqual([]);
  });

  describe.skipIf(!here)(`whatever the system calls say${skipped}`, () => {
    it.each(faults(true))('$call:error=$error:when=$when', async (fault) => {
      const { wrong, refused } = await runWithFault(fault);
      expect(wrong, describeFault(fault)).toEqual([]);
      expect(refused).toBeGreaterThan(0);
    });

    it('and when pruning is killed at any step', async () => {
      expect(await killPrune(2)).toEqual([]);
    });
  });
});

describe('a data directory', () => {
  it('has one owner of twenty that start at once, and the others name it', async () => {
    expect(await startTogether(20)).toEqual([]);
  });
});
