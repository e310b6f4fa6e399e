import { setTimeout as delay } from 'node:timers/promises';

/** A receiver that is gone is looked for again after these, and from then on after the last, in milliseconds. */
const RETRIES_MS = [100, 250, 500, 1000, 2000, 5000];

/** How it stands with a receiver. */
export type LinkState = { kind: 'live' } | { kind: 'lost'; since: number; why: string };

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
  while (!closing.aborted) {
    try {
      await follow(() => {
        tries = 0;
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
    const pause = RETRIES_MS[Math.min(tries, RETRIES_MS.length - 1)];
    tries += 1;
    await delay(pause, undefined, { signal: closing }).catch(() => {});
  }
}

/** Why a line broke, or does not come about, for people. */
export function whyLost(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED' || code === 'ENOENT') return 'nothing listens there';
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'it hung up';
  return error.message;
}
