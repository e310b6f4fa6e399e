const MINUTE_MS = 60_000;
/** Keys beyond this number push out the one that was quiet the longest. */
const MAX_KEYS = 10_000;

/** Counts what happened under each key in the last sixty seconds. */
export interface RateLimit {
  /** Counts one more; returns 0, or the seconds after which there is room again. */
  take(key: string): number;
}

/**
 * A sliding minute: at most `limit` in any sixty seconds, all of them at once if need be (a cluster's nightly
 * jobs end together). The minute before counts in proportion to how much of it is still in the window, which
 * takes two numbers a key.
 *
 * @param now milliseconds of a clock that never runs backwards
 */
export function slidingMinute(limit: number, now: () => number = () => performance.now()): RateLimit {
  const windows = new Map<string, { start: number; current: number; previous: number }>();
  return {
    take(key) {
      if (limit === 0) return 0;
      const time = now();
      const start = Math.floor(time / MINUTE_MS) * MINUTE_MS;
      const known = windows.get(key);
      const window = advance(known, start);
      const share = 1 - (time - start) / MINUTE_MS;
      if (window.previous * share + window.current >= limit) {
        return Math.max(1, Math.ceil((start + MINUTE_MS - time) / 1000));
      }
      window.current += 1;
      windows.delete(key);
      windows.set(key, window);
      if (windows.size > MAX_KEYS) windows.delete(windows.keys().next().value as string);
      return 0;
    },
  };
}

function advance(
  known: { start: number; current: number; previous: number } | undefined,
  start: number,
): { start: number; current: number; previous: number } {
  if (known?.start === start) return known;
  const previous = known && known.start === start - MINUTE_MS ? known.current : 0;
  return { start, current: 0, previous };
}
