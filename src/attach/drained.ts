import type { ServerResponse } from 'node:http';

/** Who takes nothing for this long is let go, in milliseconds. */
const STALLED_MS = 30_000;

/** Waits until a viewer has taken what was written, or is gone; one that takes nothing is let go. */
export function drained(response: ServerResponse, gone: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(() => response.destroy(), STALLED_MS);
    const end = () => {
      clearTimeout(timer);
      response.off('drain', end);
      gone.removeEventListener('abort', end);
      done();
    };
    response.once('drain', end);
    gone.addEventListener('abort', end);
    if (gone.aborted) end();
  });
}
