import { bundle } from '../bundle.ts';
import { figure, type Measured, median, type Options, progress, type Row, spread } from '../measured.ts';
import { needProc } from '../process-facts.ts';
import { Home } from '../tempo.ts';
import { outputOf } from '../workshop.ts';

/** What one opening came to, in milliseconds. */
interface Opening {
  /** The longest time without a turn for others, less what the process waited for a processor in it. */
  held: number;
  heldOrWaiting: number;
  events: number;
}

/**
 * How long a request, a key or a frame may have to wait while the history is indexed: in each round at its first
 * opening and at the next one, the longer of the two. Collecting garbage is part of it.
 */
export const loopStallRow: Row = {
  name: 'loop-stall',
  work: 'longest hold of the event loop while {history} events are indexed',
  comparison: 'nothing',
  goal: { of: 'ours', bound: 'at most', value: 10 },
  measure,
};

async function measure({ rounds, history }: Options): Promise<Measured> {
  needProc();
  const program = await bundle('open-history.ts');
  const first: Opening[] = [];
  const next: Opening[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const home = await Home.make({ count: history });
    try {
      first.push(await open(program, home, history));
      next.push(await open(program, home, history));
    } finally {
      home.remove();
    }
    progress(`${round}/${rounds}: ${figure(first.at(-1)!.held)} and ${figure(next.at(-1)!.held)} ms`);
  }
  const told = [first, next].map((openings) => figure(median(openings.map(({ held }) => held))));
  const waiting = Math.max(...[...first, ...next].map(({ heldOrWaiting }) => heldOrWaiting));
  return {
    unit: 'ms',
    rounds,
    ours: spread(first.map(({ held }, at) => Math.max(held, next[at]!.held))),
    note: `${told[0]} ms at the first opening, ${told[1]} ms at the next; at most ${figure(waiting)} ms with what it waited for a processor`,
  };
}

async function open(program: string, home: Home, history: number): Promise<Opening> {
  const opening = JSON.parse(
    await outputOf([process.execPath, program, home.env.TEMPO_TUI_DATA!], { env: home.env }),
  ) as Opening;
  if (opening.events !== history) throw new Error(`${opening.events} events of ${history} were there`);
  return opening;
}
