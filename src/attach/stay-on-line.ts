import { setTimeout as delay } from 'node:timers/promises';
import { type SafeText, safe, safeText } from '../safe-text.ts';

/** A receiver that is gone is looked for again after these, and from then on after the last, in milliseconds. */
const RETRIES_MS = [100, 250, 500, 1000, 2000, 5000];

/** A line that stood for so long is a good one, in milliseconds. */
const STEADY_MS = 10_000;
/** Of a reason so much is told, in characters. */
export const MOST_REASON = 300;

/** How it stands with a receiver. */
export type LinkState = { kind: 'live' } | { kind: 'lost'; since: number; why: SafeText };

export interface Line {
  /** Takes what the receiver tells until the line breaks; calls `ready` when all there was has been told. */
  follow(ready: () => void): Promise<never>;
  /** Told how it stands, at each change. */
  stands(link: LinkState): void;
  /** Ends it. */
  closing: AbortSignal;
}

/**
 * Stays on the line to a receiver, and comes back where it breaks; resolves when all there is has been told for the first
 * time.
 *
 * @throws what `follow` does where it does not come to that
 */
export function stayOnLine(line: Line): Promise<void> {
  return new Promise((done, fail) => {
    void keepFollowing(line, done, fail);
  });
}

async function keepFollowing(
  { follow, stands, closing }: Line,
  opened: () => void,
  failed: (error: unknown) => void,
): Promise<void> {
  let isOpen = false;
  let since: number | undefined;
  let tries = 0;
  let readyAt = Number.POSITIVE_INFINITY;
  while (!closing.aborted) {
    try {
      await follow(() => {
        readyAt = performance.now();
        since = undefined;
        isOpen = true;
        stands({ kind: 'live' });
        opened();
      });
    } catch (error) {
      if (!isOpen) {
        failed(error);
        return;
      }
      since ??= Date.now();
      if (!closing.aborted) stands({ kind: 'lost', since, why: whyLost(error as Error) });
    }
    // One that breaks as soon as it stands is not asked again and again without a pause.
    if (performance.now() - readyAt > STEADY_MS) tries = 0;
    readyAt = Number.POSITIVE_INFINITY;
    const pause = RETRIES_MS[Math.min(tries, RETRIES_MS.length - 1)];
    tries += 1;
    await delay(pause, undefined, { signal: closing }).catch(() => {});
  }
}

/** Why a line broke, or does not come about, for people; it may be in words of the receiver. */
export function whyLost(error: Error): SafeText {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED' || code === 'ENOENT') return safe`nothing listens there`;
  if (code === 'ECONNRESET' || code === 'EPIPE') return safe`it hung up`;
  return safeText(error.message, MOST_REASON);
}
