import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long work may hold the event loop at a time, in milliseconds; a step that is under way adds to it. */
const TURN_MS = 2;

/** Shares the event loop: long work asks between its steps whether others are to have their turn. */
export class Turns {
  readonly #length: number;
  #since = performance.now();

  /** @param length of a turn, in milliseconds */
  constructor(length = TURN_MS) {
    this.#length = length;
  }

  get over(): boolean {
    return performance.now() - this.#since > this.#length;
  }

  /** Lets all others have their turn; another begins then. */
  async next(): Promise<void> {
    await nextTurn();
    this.#since = performance.now();
  }
}

/** Runs one work after the other, and between two of them lets all others have their turn. */
export function oneByOne(): <R>(work: () => Promise<R>) => Promise<R> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(() => nextTurn()).then(work);
    last = done.catch(() => {});
    return done;
  };
}
