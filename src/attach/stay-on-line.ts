import { setTimeout as delay } from 'node:timers/promises';
import { networkFailure } from '../ingest/network-failure.ts';
import { type SafeText, safe, safeText } from '../safe-text.ts';
import { BreakError, LinkError } from './link-error.ts';

/** A receiver that is gone is looked for again after these, and from then on after the last, in milliseconds. */
const RETRIES_MS = [100, 250, 500, 1000, 2000, 5000];

/** The same of one that answers and does not let in: each time costs it a line of what it refused. */
const REFUSED_MS = [1000, 2000, 5000, 10_000, 20_000, 30_000, 60_000];

/** A line that stood for so long is a good one, in milliseconds. */
const STEADY_MS = 10_000;
/** Of a reason so much is told, in characters. */
export const MOST_REASON = 300;

/** How it stands with a receiver. */
export type LinkState =
  | { kind: 'live' }
  /** `advice`: what to do, where it is there and does not let this viewer read. */
  | { kind: 'lost'; since: number; why: SafeText; advice?: string };

export interface Line {
  /** Takes what the receiver tells until the line breaks; calls `ready` when all there was has been told. */
  follow(ready: () => void): Promise<never>;
  /** Told how it stands, at each change. */
  stands(link: LinkState): void;
  /** Ends it. */
  closing: AbortSignal;
  /** A line that breaks before it came to `ready` is taken up again, until so many have broken. */
  firstTries: number;
}

/**
 * Stays on the line to a receiver, and comes back where it breaks; resolves when all there is has been told for the first
 * time.
 *
 * @throws what `follow` does where it does not come to that; LinkError where it breaks each time before
 */
export function stayOnLine(line: Line): Promise<void> {
  return new Promise((done, fail) => {
    void keepFollowing(line, done, fail);
  });
}

async function keepFollowing(
  { follow, stands, closing, firstTries }: Line,
  opened: () => void,
  failed: (error: unknown) => void,
): Promise<void> {
  let isOpen = false;
  let since: number | undefined;
  let tries = 0;
  let hasBroken = false;
  let isRefused = false;
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
      hasBroken ||= isBreak(error as Error);
      isRefused = error instanceof LinkError && error.isHeard;
      if (!isOpen) {
        const mayPass = hasBroken && (isBreak(error as Error) || isUnheard(error as Error));
        if (!mayPass || tries + 1 >= firstTries) {
          failed(mayPass && tries > 0 ? brokeOff(error as Error, tries + 1) : error);
          return;
        }
      } else if (!closing.aborted) {
        since ??= Date.now();
        stands({ kind: 'lost', since, ...lossOf(error as Error) });
      }
    }
    // One that breaks as soon as it stands is not asked again and again without a pause.
    if (performance.now() - readyAt > STEADY_MS) tries = 0;
    readyAt = Number.POSITIVE_INFINITY;
    const most = isRefused ? REFUSED_MS : RETRIES_MS;
    const pause = most[Math.min(tries, most.length - 1)];
    tries += 1;
    await delay(pause, undefined, { signal: closing }).catch(() => {});
  }
}

function isBreak(error: Error): boolean {
  return (
    error instanceof BreakError || (!(error instanceof LinkError) && networkFailure(error) !== undefined)
  );
}

/** Who was there a moment ago may be so again. */
function isUnheard(error: Error): boolean {
  return error instanceof LinkError && !error.isHeard;
}

function brokeOff(error: Error, times: number): LinkError {
  return new LinkError({
    what: `it was reached, but before all was told the line broke, in ${times} tries; the last time: ${whyLost(error)}`,
    advice: 'Does it start again and again, or does a proxy between cut off what takes long?',
  });
}

/** Starting a receiver does not help where it is there: then it is said what does. */
function lossOf(error: Error): { why: SafeText; advice?: string } {
  const why = whyLost(error);
  const { advice, isHeard } = error as Partial<LinkError>;
  return isHeard && advice !== undefined ? { why, advice } : { why };
}

/** Why a line broke, or does not come about, for people; it may be in words of the receiver. */
export function whyLost(error: Error): SafeText {
  if (error instanceof LinkError) return safeText(error.message, MOST_REASON);
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED' || code === 'ENOENT') return safe`nothing listens there`;
  return networkFailure(error) === 'hung up' ? safe`it hung up` : safeText(error.message, MOST_REASON);
}
