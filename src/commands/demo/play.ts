import type { LiveEvent } from './live-events.ts';

/** Lets events happen one after the other, each in its time; returns how to stop. */
export function play(
  events: Iterator<LiveEvent, never>,
  happen: (send: LiveEvent['send']) => void,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  function next(): void {
    const { afterMs, send } = events.next().value;
    // After a rest of the whole machine it goes on where it was, instead of catching up.
    timer = setTimeout(() => {
      happen(send);
      next();
    }, afterMs);
  }
  next();
  return () => clearTimeout(timer);
}
