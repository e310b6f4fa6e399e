import { sendLoad } from '../load.ts';
import { figure, type Measured, median, type Options, progress, type Row, spread } from '../measured.ts';
import type { PtyProgram } from '../pty.ts';
import { CLI, endpointOn, Home, hasFooter, hasRows, show } from '../tempo.ts';
import type { VirtualScreen } from '../virtual-screen.ts';
import { outputOf } from '../workshop.ts';

/** Events a second that are sent. */
const PACE = 5000;
/** Time between two keys, in milliseconds: as fast as a key repeats. */
const BETWEEN_KEYS_MS = 30;
/** Moves between timeline and details, which always shows, whatever row is where at that moment. */
const KEY = '\t';

/** What one flood came to. */
interface Flood {
  /** Of a hundred keys the slowest but one, in milliseconds. */
  slowest: number;
  middle: number;
  keys: number;
  /** Events answered in a second. */
  rate: number;
  /** Bytes to the terminal in a second. */
  bytes: number;
}

/** Whether the keys still work while events pour in, and whether all that was acknowledged is there afterwards. */
export const floodRow: Row = {
  name: 'flood',
  work: 'key press to frame while 5,000 events/s arrive, the 99th of a hundred',
  comparison: 'nothing',
  goal: { of: 'ours', bound: 'below', value: 50 },
  measure,
};

async function measure({ rounds, quick }: Options): Promise<Measured> {
  const floods: Flood[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    floods.push(await flood(quick ? 3 : 10));
    const { slowest, middle, rate } = floods.at(-1)!;
    progress(
      `${round}/${rounds}: ${figure(slowest)} ms, median ${figure(middle)}, at ${figure(rate)} events/s`,
    );
  }
  const of = (what: keyof Flood) => figure(median(floods.map((each) => each[what])));
  return {
    unit: 'ms',
    rounds,
    ours: spread(floods.map(({ slowest }) => slowest)),
    note: `${of('rate')} events/s came, ${of('keys')} keys a round, half of them under ${of('middle')} ms, ${of('bytes')} bytes/s to the terminal; none lost`,
  };
}

async function flood(seconds: number): Promise<Flood> {
  const home = await Home.make();
  const program = await show(home);
  try {
    await program.waitFor(hasFooter);
    const url = endpointOn(program.screen);
    const load = { url, headers: home.headers, connections: 100, keepAlive: true, status: 202 };
    let over = false;
    const sending = sendLoad({ ...load, seconds, pace: PACE }).finally(() => {
      over = true;
    });
    await program.waitFor(hasRows);
    const before = { at: performance.now(), bytes: program.received };
    const took = await pressUntilOver(program, () => over);
    const bytes = ((program.received - before.bytes) * 1000) / (performance.now() - before.at);
    const { rate, answers } = await sending;
    await program.close();
    const stored = await storedIn(home);
    if (stored < answers) throw new Error(`${answers} events were acknowledged, and ${stored} are there`);
    const sorted = took.toSorted((a, b) => a - b);
    return {
      slowest: sorted[Math.ceil(sorted.length * 0.99) - 1]!,
      middle: median(took),
      keys: took.length,
      rate,
      bytes,
    };
  } finally {
    await program.close();
    home.remove();
  }
}

async function pressUntilOver(program: PtyProgram, isOver: () => boolean): Promise<number[]> {
  const took: number[] = [];
  for (let press = 0; !isOver(); press += 1) {
    const inTimeline = press % 2 === 1;
    took.push(await program.pressUntil(KEY, (screen) => hasFocus(screen) === inTimeline));
    await new Promise((done) => setTimeout(done, BETWEEN_KEYS_MS));
  }
  return took;
}

/** Whether the keys go to the timeline: its selected row is drawn inverse then. */
function hasFocus(screen: VirtualScreen): boolean {
  return screen.cells().some((cells) => cells[1]?.style.split(';').includes('7'));
}

async function storedIn(home: Home): Promise<number> {
  const exported = await outputOf([process.execPath, CLI, 'export'], { env: home.env });
  return exported.trimEnd().split('\n').length;
}
