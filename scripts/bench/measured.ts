/** What a row measures, how one run repeats it, and what comes out. */

/** How much a run measures. */
export interface Options {
  /** Fewer rounds and a shorter history: for work on the benchmarks themselves. */
  quick: boolean;
  /** Pairs that are measured, each side by side. */
  rounds: number;
  /** Events of the long history. */
  history: number;
  /** How long a load lasts, in seconds, after its warm-up. */
  seconds: number;
}

/** A figure of several rounds. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** The result of a row; `ratio` is ours to theirs. */
export interface Measured {
  unit: string;
  rounds: number;
  ours: Spread;
  theirs?: Spread;
  ratio?: Spread;
  /** What is to be known beside the figures. */
  note?: string;
}

/** A bound on the ratio, or on our own figure where there is nothing to set it against. */
export interface Goal {
  of: 'ratio' | 'ours';
  bound: 'at least' | 'at most' | 'below';
  value: number;
}

/** One line of the table. */
export interface Row {
  /** By which it is selected on the command line. */
  name: string;
  /** `{history}` stands for the number of events of the long history. */
  work: string;
  comparison: string;
  goal: Goal;
  /** @throws NotMeasurable where something that is needed is not here */
  measure(options: Options): Promise<Measured>;
}

/** Something that a row needs is not on this machine. */
export class NotMeasurable extends Error {}

/** One round: the same work done by us and by the other. */
export interface Pair {
  ours: number;
  theirs: number;
}

/** Says on stderr how far a run is. */
export function progress(text: string): void {
  process.stderr.write(`  ${text}\n`);
}

/**
 * Measures both sides in turn, A B A B: what else the machine does then falls on both alike.
 *
 * @param warmUps rounds that are run and left out
 */
export async function interleave(
  rounds: number,
  ours: () => Promise<number>,
  theirs: () => Promise<number>,
  warmUps = 0,
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let round = -warmUps; round < rounds; round += 1) {
    const pair = { ours: await ours(), theirs: await theirs() };
    const count = round < 0 ? 'warm-up' : `${round + 1}/${rounds}`;
    progress(`${count}: ours ${figure(pair.ours)}, theirs ${figure(pair.theirs)}`);
    if (round >= 0) pairs.push(pair);
  }
  return pairs;
}

/** Sums pairs up; the ratio's spread is that of the pairs, not of the sides. */
export function fromPairs(unit: string, pairs: readonly Pair[], note?: string): Measured {
  return {
    unit,
    rounds: pairs.length,
    ours: spread(pairs.map(({ ours }) => ours)),
    theirs: spread(pairs.map(({ theirs }) => theirs)),
    ratio: spread(pairs.map(({ ours, theirs }) => ours / theirs)),
    ...(note !== undefined && { note }),
  };
}

/** Median and extremes of some figures. */
export function spread(values: readonly number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/** The middle of some figures. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('nothing was measured');
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** A number with three digits that count. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}
