import { readFileSync } from 'node:fs';

/** What the program needs of them for itself: files of the log, locks, sockets to listen on, and Node's own. */
const OWN = 40;
/** In a burst there are three times as many connections for a moment, and half as many again at another address. */
const FOR_ONE = 4;
const FEWEST = 4;

/** How many files and connections this process may have open; undefined where the system does not say. */
export function descriptorLimit(): number | undefined {
  try {
    const line = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'));
    return line ? Number(line[1]) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The connections that so many descriptors are enough for, and no more than `most`. Where they ran out, the system would
 * turn away whoever comes, and nobody could be told of it.
 */
export function connectionsWithin(descriptors: number | undefined, most: number): number {
  if (descriptors === undefined) return most;
  return Math.max(FEWEST, Math.min(most, Math.floor((descriptors - OWN) / FOR_ONE)));
}
