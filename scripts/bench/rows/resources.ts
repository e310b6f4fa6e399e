import { fileURLToPath } from 'node:url';
import { warmSegments } from '../history.ts';
import {
  figure,
  fromPairs,
  interleave,
  type Measured,
  type Options,
  progress,
  type Row,
  spread,
} from '../measured.ts';
import { cpuMs, settledBytes } from '../process-facts.ts';
import { Home, hasFooter, historyReady, show } from '../tempo.ts';
import { outputOf } from '../workshop.ts';

const OBJECTS = fileURLToPath(new URL('../programs/objects.js', import.meta.url));

/** What the program takes of the machine. */
export const memoryRow: Row = {
  name: 'memory',
  work: 'memory per stored event, of {history}',
  comparison: 'the same events as objects in an array',
  goal: { of: 'ours', bound: 'at most', value: 150 },
  measure: memory,
};

/** What the program takes of the machine. */
export const idleRow: Row = {
  name: 'idle',
  work: 'processor use of an empty screen that nobody touches',
  comparison: 'nothing',
  goal: { of: 'ours', bound: 'below', value: 1 },
  measure: idle,
};

async function memory({ rounds, history }: Options): Promise<Measured> {
  const segments = warmSegments({ count: history });
  const pairs = await interleave(
    rounds,
    async () => {
      const full = await residentAfterStart(history);
      return (full - (await residentAfterStart(0))) / history;
    },
    async () => Number(await outputOf([process.execPath, '--expose-gc', OBJECTS, ...segments])),
  );
  return fromPairs('B', pairs);
}

/** What the program has in memory with the whole history on its screen, after it came to rest. */
async function residentAfterStart(history: number): Promise<number> {
  const home = await Home.make(history > 0 ? { count: history } : undefined);
  const program = await show(home);
  try {
    if (history > 0) await historyReady(program);
    else await program.waitFor(hasFooter);
    return await settledBytes(program.pid);
  } finally {
    await program.close();
    home.remove();
  }
}

async function idle({ rounds, quick }: Options): Promise<Measured> {
  const lasting = quick ? 5000 : 10_000;
  const home = await Home.make();
  const program = await show(home);
  try {
    await program.waitFor(hasFooter);
    // What the start leaves to be done is none of it.
    await new Promise((done) => setTimeout(done, 5000));
    const percents: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const before = cpuMs(program.pid);
      const startedAt = performance.now();
      await new Promise((done) => setTimeout(done, lasting));
      percents.push((100 * (cpuMs(program.pid) - before)) / (performance.now() - startedAt));
      progress(`${round}/${rounds}: ${figure(percents.at(-1)!)} % of one processor`);
    }
    return { unit: '%', rounds, ours: spread(percents) };
  } finally {
    await program.close();
    home.remove();
  }
}
