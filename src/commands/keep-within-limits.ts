import type { Settings } from '../config.ts';
import type { EventStore } from '../store/event-store.ts';
import type { Journal } from './journal.ts';
import { notePruned } from './note-service.ts';

const PRUNE_MS = 3_600_000;
/** A clock that has moved by more than this against the monotonic one has been set. */
const CLOCK_DOUBT_MS = 600_000;

/**
 * Keeps the history within its limits. Not by age while the clock is doubtful: when it has jumped since the start,
 * nobody knows how old anything is.
 */
export function keepWithinLimits(
  store: EventStore,
  { retention }: Settings,
  journal: Journal,
): NodeJS.Timeout {
  const started = Date.now() - performance.now();
  const { days: _, ...withoutAge } = retention;
  function prune(): void {
    const jumped = Math.abs(Date.now() - performance.now() - started) > CLOCK_DOUBT_MS;
    const limits = jumped ? withoutAge : retention;
    store.prune({ limits, now: Date.now() / 1000 }).then(
      (pruned) => notePruned(journal, pruned),
      (error: Error) => journal.warn(`Pruning: ${error.message}`),
    );
  }
  prune();
  return setInterval(prune, PRUNE_MS).unref();
}
