import { stat } from 'node:fs/promises';
import type { Place } from './event-table.ts';
import type { OlderLog } from './load-older.ts';
import type { LogProblems, OlderRecord, Stretch } from './log-reader.ts';
import { openIfThere } from './log-records.ts';
import type { Marker } from './marker.ts';
import { readFacts } from './record-facts.ts';
import { listSegments, scanFacts, segmentNumber } from './scan.ts';

/**
 * The part of a log before a place, for one who does not own it: nothing is mended, set aside or written, and what is
 * amiss is told by the owner.
 */
export async function olderLog(dir: string, before: Place): Promise<OlderLog> {
  const { segments } = await listSegments(dir);
  const stretches: Stretch[] = [];
  for (const path of segments) {
    const segment = segmentNumber(path);
    if (segment > before.segment) continue;
    const to = segment === before.segment ? before.offset : await sizeOf(path);
    if (to > 0) stretches.push({ path, to, whole: false });
  }
  const problems: LogProblems = { damaged: 0, torn: 0, newer: 0, foreign: [] };
  return {
    problems,
    olderBytes: stretches.reduce((sum, { to }) => sum + to, 0),
    takeOlder: () => stretches,
    readOlder,
  };
}

async function* readOlder({ path, to }: Stretch, marker: Marker): AsyncGenerator<OlderRecord[]> {
  const file = await openIfThere(path);
  // Its owner has given it up meanwhile.
  if (!file) return;
  const segment = segmentNumber(path);
  try {
    for await (const batch of scanFacts(file, (line) => readFacts(line, marker), { to })) {
      const records: OlderRecord[] = [];
      for (const found of batch) {
        const place = { segment, offset: found.offset, length: found.length };
        if (found.kind === 'facts') records.push({ facts: found.facts, place });
        else if (found.kind === 'event') records.push({ event: found.event, place });
      }
      yield records;
    }
  } finally {
    await file.close();
  }
}

/** In bytes; one that was given up meanwhile has none. */
async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
