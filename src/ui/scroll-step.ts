import type { Command } from './keys.ts';

/** How many lines a command goes down or, where it is negative, up; undefined for one that does not scroll. */
export function stepOf(command: Command, page: number): number | undefined {
  switch (command) {
    case 'up':
      return -1;
    case 'down':
      return 1;
    case 'pageUp':
      return -page;
    case 'pageDown':
      return page;
    case 'home':
      return Number.NEGATIVE_INFINITY;
    case 'end':
      return Number.POSITIVE_INFINITY;
    default:
      return undefined;
  }
}
