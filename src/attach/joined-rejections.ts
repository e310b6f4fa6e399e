import type { Rejection } from '../rejection.ts';

const MOST_REJECTIONS = 500;

/** The last of what was refused, with what came since. The first of those that came may be the last one again, with more of the same. */
export function joined(known: readonly Rejection[], fresh: readonly Rejection[]): Rejection[] {
  const [first] = fresh;
  const last = known.at(-1);
  const isMore = first && last && first.since === last.since && first.address === last.address;
  return [...(isMore ? known.slice(0, -1) : known), ...fresh].slice(-MOST_REJECTIONS);
}
