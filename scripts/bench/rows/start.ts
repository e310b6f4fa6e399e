import { warmSegments } from '../history.ts';
import { inkSmallest } from '../ink.ts';
import { fromPairs, interleave, type Measured, type Options, type Row } from '../measured.ts';
import { PtyProgram } from '../pty.ts';
import { Home, hasFooter, hasRows, plainEnv, show } from '../tempo.ts';
import type { VirtualScreen } from '../virtual-screen.ts';

/** How soon there is something to see. */
export const firstFrameRow: Row = {
  name: 'first-frame',
  work: 'first frame with {history} stored events',
  comparison: 'first frame with none',
  goal: { of: 'ratio', bound: 'at most', value: 1.3 },
  measure: withHistory,
};

/** How soon there is something to see. */
export const startRow: Row = {
  name: 'start',
  work: 'start to first frame',
  comparison: 'the smallest Ink program, bundled the same way',
  goal: { of: 'ratio', bound: 'at most', value: 1.15 },
  measure: againstInk,
};

async function withHistory({ rounds, history }: Options): Promise<Measured> {
  warmSegments({ count: history });
  const empty = await Home.make();
  const pairs = await interleave(
    rounds,
    async () => {
      const home = await Home.make({ count: history });
      try {
        return await firstFrame(await show(home), hasRows);
      } finally {
        home.remove();
      }
    },
    async () => firstFrame(await show(empty), hasFooter),
  );
  empty.remove();
  return fromPairs('ms', pairs);
}

async function againstInk({ rounds }: Options): Promise<Measured> {
  const program = await inkSmallest();
  const home = await Home.make();
  const pairs = await interleave(
    2 * rounds,
    async () => firstFrame(await show(home), hasFooter),
    async () => {
      const other = await PtyProgram.start([process.execPath, program], { env: plainEnv(home.dir) });
      return firstFrame(other, (screen) => screen.text().includes('Hello from Ink'));
    },
    1,
  );
  home.remove();
  return fromPairs('ms', pairs);
}

async function firstFrame(program: PtyProgram, there: (screen: VirtualScreen) => boolean): Promise<number> {
  try {
    return await program.waitFor(there);
  } finally {
    await program.close();
  }
}
