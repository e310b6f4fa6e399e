import { handDrawnBytes, styledLines } from '../hand-drawn.ts';
import type { HistoryKind } from '../history.ts';
import { inkScreens } from '../ink.ts';
import {
  figure,
  fromPairs,
  type Measured,
  median,
  type Options,
  type Pair,
  progress,
  type Row,
} from '../measured.ts';
import { PtyProgram } from '../pty.ts';
import { Home, isIndexed, plainEnv, show } from '../tempo.ts';
import type { Cells } from '../virtual-screen.ts';
import { makeDir } from '../workshop.ts';

const MANY: HistoryKind = { count: 100_000 };
/** The newest ten of the many: the rows that the keys move between are the same. */
const FEW: HistoryKind = { count: 10, of: 100_000 };
const KEYS = ['j', 'k'];
const WARM_UP_KEYS = 30;
const KEYS_A_ROUND = 20;

/** What a key costs that moves the selection by a row, and back. */
export const keyPressRow: Row = {
  name: 'key-press',
  work: 'key press to frame, 120×40, 100,000 events',
  comparison: 'the same with 10 events',
  goal: { of: 'ratio', bound: 'at most', value: 1.2 },
  measure: againstFew,
};

/** What a key costs that moves the selection by a row, and back. */
export const keyPressInkRow: Row = {
  name: 'key-press-ink',
  work: 'key press to frame, 120×40, 100,000 events',
  comparison: 'a minimal Ink program that draws the same two screens in turn',
  goal: { of: 'ratio', bound: 'at most', value: 1.3 },
  measure: againstInk,
};

/** What a key costs that moves the selection by a row, and back. */
export const bytesRow: Row = {
  name: 'bytes',
  work: 'bytes to the terminal for one moved row, 120×40',
  comparison: 'the cells that changed, drawn by hand',
  goal: { of: 'ratio', bound: 'at most', value: 1.3 },
  measure: againstHand,
};

interface Shown {
  program: PtyProgram;
  close(): Promise<void>;
}

async function showTimeline(history: HistoryKind): Promise<Shown> {
  const home = await Home.make(history);
  const program = await show(home);
  const close = async () => {
    await program.close();
    home.remove();
  };
  try {
    await program.waitFor(isIndexed);
    await program.quiet(500);
    return { program, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function againstFew({ rounds }: Options): Promise<Measured> {
  const many = await showTimeline(MANY);
  const few = await showTimeline(FEW);
  try {
    const pairs = await pressInTurn(many.program, few.program, 2 * rounds);
    return fromPairs('ms', pairs, 'with 10 events there are only ten rows to draw');
  } finally {
    await many.close();
    await few.close();
  }
}

async function againstInk({ rounds }: Options): Promise<Measured> {
  const ours = await showTimeline(MANY);
  let ink: PtyProgram | undefined;
  try {
    const screens: Cells[] = [];
    for (const key of KEYS) {
      screens.push(ours.program.screen.cells());
      await ours.program.press(key);
    }
    const command = await inkScreens(screens.map(styledLines));
    ink = await PtyProgram.start(command, { env: plainEnv(makeDir()) });
    await ink.waitFor((screen) => handDrawnBytes(screens[0]!, screen.cells()) === 0);
    await ink.quiet(500);
    return fromPairs('ms', await pressInTurn(ours.program, ink, 2 * rounds));
  } finally {
    await ours.close();
    await ink?.close();
  }
}

/** Presses a key in one program, then in the other, and so on; a round is the median of some. */
async function pressInTurn(ours: PtyProgram, theirs: PtyProgram, rounds: number): Promise<Pair[]> {
  for (let press = 0; press < WARM_UP_KEYS; press += 1) {
    await ours.press(KEYS[press % 2]!);
    await theirs.press(KEYS[press % 2]!);
  }
  const pairs: Pair[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const took = { ours: [] as number[], theirs: [] as number[] };
    for (let press = 0; press < KEYS_A_ROUND; press += 1) {
      took.ours.push((await ours.press(KEYS[press % 2]!)).ms);
      took.theirs.push((await theirs.press(KEYS[press % 2]!)).ms);
    }
    const pair = { ours: median(took.ours), theirs: median(took.theirs) };
    progress(`${round}/${rounds}: ours ${figure(pair.ours)} ms, theirs ${figure(pair.theirs)} ms`);
    pairs.push(pair);
  }
  return pairs;
}

async function againstHand({ quick }: Options): Promise<Measured> {
  const { program, close } = await showTimeline(MANY);
  try {
    // The first one also ends the following, which changes more than the two rows.
    await program.press('j');
    const pairs: Pair[] = [];
    for (let press = 0; press < (quick ? 10 : 20); press += 1) {
      const before = program.screen.cells();
      const { bytes } = await program.press('j');
      pairs.push({ ours: bytes, theirs: handDrawnBytes(before, program.screen.cells()) });
    }
    return fromPairs('B', pairs, 'the inspector beside the rows changes too and is counted on both sides');
  } finally {
    await close();
  }
}
