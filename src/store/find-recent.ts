import type { StoredEvent } from '../event.ts';
import { listSegments, scanSegment } from './scan.ts';

/** Segments that are looked through: what was stored last is in the newest, or in one that has just been closed. */
const NEWEST = 3;

/**
 * Finds an event among those stored last, on disk; changes nothing.
 *
 * @param wanted fits the version that is looked for
 */
export async function findRecent(
  dir: string,
  wanted: (event: StoredEvent) => boolean,
): Promise<StoredEvent | undefined> {
  const { segments } = await listSegments(dir);
  for (const path of segments.slice(-NEWEST).reverse()) {
    for await (const batch of scanSegment(path)) {
      for (const found of batch) if (found.kind === 'event' && wanted(found.event)) return found.event;
    }
  }
  return undefined;
}
