import type { EventSource } from '../store/event-source.ts';
import type { Gap } from '../store/heartbeat.ts';

/** Tells of each gap that a store notes from now on; returns how to stop. */
export function watchGaps(
  source: Pick<EventSource, 'gaps' | 'subscribe'>,
  told: (gap: Gap) => void,
): () => void {
  let known = new Set(source.gaps);
  return source.subscribe(() => {
    const last = source.gaps.at(-1);
    if (last === undefined || known.has(last)) return;
    const before = known;
    known = new Set(source.gaps);
    for (const gap of known) if (!before.has(gap)) told(gap);
  });
}
