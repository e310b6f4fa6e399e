const MINUTE_MS = 60_000;
/** What happens within such a time is counted together, in milliseconds: so a key costs little, whatever the limit. */
const TOGETHER_MS = 1000;
/** Keys beyond this number push out the one that was quiet the longest. */
const MAX_KEYS = 10_000;

/** Counts what happened under each key in the last sixty seconds. */
export interface RateLimit {
  /** Counts one more; returns 0, or the seconds after which there is room again. */
  take(key: string): number;
}

/** What was let through under a key, oldest first: when the last of a second came, and how many came in that. */
interface Window {
  lasts: number[];
  counts: number[];
  total: number;
}

/**
 * A sliding minute: at most `limit` in any sixty seconds, all of them at once if need be (a cluster's nightly
 * jobs end together). What came within the same second leaves it together, with the last of that, so that a key takes no
 * more than 61 counts.
 *
 * @param now milliseconds of a clock that never runs backwards
 */
export function slidingMinute(limit: number, now: () => number = () => performance.now()): RateLimit {
  const windows = new Map<string, Window>();
  return {
    take(key) {
      if (limit === 0) return 0;
      const time = now();
      const window = windows.get(key) ?? { lasts: [], counts: [], total: 0 };
      windows.delete(key);
      windows.set(key, window);
      if (windows.size > MAX_KEYS) windows.delete(windows.keys().next().value as string);
      slide(window, time);
      if (window.total >= limit) return Math.ceil((window.lasts[0]! + MINUTE_MS - time) / 1000);
      add(window, time);
      return 0;
    },
  };
}

function slide(window: Window, time: number): void {
  const { lasts, counts } = window;
  while (lasts.length > 0 && lasts[0]! + MINUTE_MS <= time) {
    lasts.shift();
    window.total -= counts.shift()!;
  }
}

function add(window: Window, time: number): void {
  const { lasts, counts } = window;
  const end = lasts.length - 1;
  window.total += 1;
  if (end >= 0 && Math.floor(lasts[end]! / TOGETHER_MS) === Math.floor(time / TOGETHER_MS)) {
    lasts[end] = time;
    counts[end]! += 1;
  } else {
    lasts.push(time);
    counts.push(1);
  }
}
