import type { Rejection } from '../rejection.ts';

const MOST_REJECTIONS = 500;

/** The last of what was refused, with what came since. Those that came may be known ones, with more of the same. */
export function joined(known: readonly Rejection[], fresh: readonly Rejection[]): Rejection[] {
  const told = new Set(fresh.map(nameOf));
  return [...known.filter((each) => !told.has(nameOf(each))), ...fresh].slice(-MOST_REJECTIONS);
}

/** What stays the same of one that is met by more of the same. */
function nameOf({ since, address, status, token }: Rejection): string {
  return JSON.stringify([since, address, status, token]);
}
