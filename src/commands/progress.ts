/** Between two looks at the same line, in milliseconds. */
const EVERY_MS = 200;
const ERASE = '\r\u001B[K';

/** Tells the person at the terminal how far long work has come. */
export interface Progress {
  /** One more is done. */
  step(): void;
  /** Takes the line away. */
  end(): void;
}

/**
 * A line on stderr that is written over, where somebody sees it and the result goes elsewhere; else nothing.
 *
 * @param what is counted, such as `events`
 */
export function showProgress(
  what: string,
  { stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'> = process,
): Progress {
  if (!stderr.isTTY || stdout.isTTY) return { step() {}, end() {} };
  let count = 0;
  let shownAt = performance.now();
  let isShown = false;
  return {
    step() {
      count += 1;
      // The clock costs more than the counting.
      if (count % 256 !== 0 || performance.now() - shownAt < EVERY_MS) return;
      shownAt = performance.now();
      isShown = true;
      stderr.write(`${ERASE}${count.toLocaleString('en-US')} ${what}`);
    },
    end() {
      if (isShown) stderr.write(ERASE);
    },
  };
}
