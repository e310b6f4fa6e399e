import type { StoredEvent } from '../event.ts';
import type { EventTable } from './event-table.ts';
import type { History } from './history.ts';
import type { Marker, Marks } from './marker.ts';
import type { RecordReader } from './record-reader.ts';
import { searchRecords } from './record-search.ts';
import { Turns } from './turns.ts';

/** Events whose records are read together. */
const BATCH = 512;

/** What is asked again, of what, and how that goes on. */
export interface Remarking {
  history: History;
  reader: RecordReader;
  marker: Marker;
  /** Reads the rest of a history that is still being read; resolves at once where all of it is known. */
  rest(): Promise<void>;
  stopped(): boolean;
  tell(): void;
}

/**
 * The scores have changed: gives the events of some providers their new places, the newest first, and those that are
 * still being read once they are here.
 *
 * @param isPartial the history is still being read
 * @param isAffected by its identifier, whether a provider's events may mean something else now
 */
export async function remarkAll(
  { rest, stopped, tell, ...parts }: Remarking,
  isPartial: boolean,
  isAffected: (provider: string) => boolean,
): Promise<void> {
  await remark(parts, isAffected, stopped);
  tell();
  if (!isPartial) return;
  await rest();
  await remark(parts, isAffected, stopped);
  tell();
}

/**
 * Asks the scores again about every event of some providers, the newest first, and leaves the event loop free in
 * between.
 *
 * @param isAffected by its identifier, whether a provider's events may mean something else now
 * @param stopped whether to stop
 */
export async function remark(
  { history, reader, marker }: Pick<Remarking, 'history' | 'reader' | 'marker'>,
  isAffected: (provider: string) => boolean,
  stopped: () => boolean,
): Promise<void> {
  const { table } = history;
  const turns = new Turns();
  function give(slot: number, event: StoredEvent): void {
    const marks = marker.mark(event);
    if (!isSame(table, slot, marks)) history.setMarks(slot, marks);
  }
  for (const slots of newestFirst(table)) {
    const affected = new Set(slots.filter((slot) => table.holds(slot) && isAffected(table.provider(slot))));
    for (const found of searchRecords(table, reader, [...affected], [])) {
      for (const { slot, event } of found) {
        affected.delete(slot);
        if (table.holds(slot)) give(slot, event);
      }
      if (turns.over) await turns.next();
      if (stopped()) return;
    }
    // What was given its room back in between lies elsewhere now.
    for (const slot of affected) {
      const event = table.holds(slot) ? history.event(slot) : undefined;
      if (event) give(slot, event);
      if (turns.over) await turns.next();
      if (stopped()) return;
    }
  }
}

/** Slots in batches: the first ones are those that the history was opened with, its newest; then the latest. */
function* newestFirst(table: EventTable): Generator<number[]> {
  yield range(0, Math.min(BATCH, table.end));
  for (let end = table.end; end > BATCH; end -= BATCH) yield range(Math.max(BATCH, end - BATCH), end);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}

function isSame(table: EventTable, slot: number, { level, subject, role }: Marks): boolean {
  return table.level(slot) === level && table.subject(slot) === subject && table.role(slot) === role;
}
