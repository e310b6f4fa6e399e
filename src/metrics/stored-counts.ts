import { LEVELS } from '../event.ts';
import type { EventSource } from '../store/event-source.ts';
import { FLAG } from '../store/event-table.ts';
import { Turns } from '../store/turns.ts';

/** Slots counted between two looks at the clock. */
const STEP = 1024;

/** What is stored, kept up as it changes. */
export interface StoredCounts {
  /** By the rank of a level. */
  readonly byLevel: Readonly<Float64Array>;
  /** Of those, what was neither acknowledged nor dismissed. */
  readonly unacknowledged: Readonly<Float64Array>;
  /** When the newest event of each provider was received, in seconds since the epoch. */
  readonly lastReceived: ReadonlyMap<string, number>;
}

/**
 * Counts what is stored once, in turns that leave the event loop to others, and from then on as events come and go.
 * What comes or goes meanwhile in a slot that was not counted yet is left to the count, so that nothing counts twice.
 */
export async function countStored(source: EventSource, turns = new Turns()): Promise<StoredCounts> {
  const { table } = source;
  const byLevel = new Float64Array(LEVELS.length);
  const unacknowledged = new Float64Array(LEVELS.length);
  const lastReceived = new Map<string, number>();
  let counted = 0;

  function add(slot: number, by: 1 | -1): void {
    const level = table.level(slot);
    byLevel[level]! += by;
    if ((table.flags(slot) & (FLAG.acked | FLAG.dismissed)) === 0) unacknowledged[level]! += by;
  }

  function enter(slot: number): void {
    add(slot, 1);
    const provider = table.provider(slot);
    const received = table.received(slot);
    if (!(lastReceived.get(provider)! >= received)) lastReceived.set(provider, received);
  }

  source.observe({
    entered: (slot) => {
      if (slot < counted) enter(slot);
    },
    leaving: (slot) => {
      if (slot < counted) add(slot, -1);
    },
  });
  while (counted < table.end) {
    const end = Math.min(counted + STEP, table.end);
    for (let slot = counted; slot < end; slot += 1) if (table.holds(slot)) enter(slot);
    counted = end;
    if (turns.over) await turns.next();
  }
  counted = Number.POSITIVE_INFINITY;
  return { byLevel, unacknowledged, lastReceived };
}
