import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Retention } from '../config.ts';
import type { EventTable } from './event-table.ts';

/** How many events are looked at before others have their turn. */
const SLICE = 20_000;
const DAY_S = 86_400;

interface Share {
  events: number;
  bytes: number;
}

/**
 * Finds what the limits do not keep: of each provider the oldest by receipt, that is by `seq`.
 *
 * @param now seconds since the epoch
 * @returns slots, in no order
 */
export async function findExpired(table: EventTable, limits: Retention, now: number): Promise<number[]> {
  const shares = new Map<string, Map<number, Share>>();
  await eachSlot(table, (slot) => addTo(shares, table, slot));
  const cuts = new Map([...shares].map(([provider, bySegment]) => [provider, cutOf(bySegment, limits)]));
  const oldest = limits.days === undefined ? 0 : now - limits.days * DAY_S;
  if (oldest === 0 && [...cuts.values()].every(({ segment }) => segment === 0)) return [];
  const expired: number[] = [];
  const atCut = new Map<Cut, number[]>([...cuts.values()].map((cut) => [cut, []]));
  await eachSlot(table, (slot) => {
    const cut = cuts.get(table.provider(slot));
    // What came while this ran lies behind every cut.
    if (table.received(slot) < oldest || (cut && table.segment(slot) < cut.segment)) expired.push(slot);
    else if (cut && table.segment(slot) === cut.segment) atCut.get(cut)!.push(slot);
  });
  return expired.concat([...atCut].flatMap(([cut, slots]) => beyond(table, slots, cut, limits)));
}

/** Looks at every event, leaving the event loop free in between. */
export async function eachSlot(table: EventTable, look: (slot: number) => void): Promise<void> {
  for (let slot = 0; slot < table.end; slot += 1) {
    if (table.holds(slot)) look(slot);
    if (slot % SLICE === SLICE - 1) await nextTurn();
  }
}

function addTo(shares: Map<string, Map<number, Share>>, table: EventTable, slot: number): void {
  const provider = table.provider(slot);
  const bySegment = shares.get(provider) ?? new Map<number, Share>();
  shares.set(provider, bySegment);
  const share = bySegment.get(table.segment(slot)) ?? { events: 0, bytes: 0 };
  bySegment.set(table.segment(slot), share);
  share.events += 1;
  share.bytes += table.bytes(slot);
}

/** The segment in which the limits fall, with what lies after it; segment 0 where all is kept. */
interface Cut {
  segment: number;
  events: number;
  bytes: number;
}

function cutOf(bySegment: ReadonlyMap<number, Share>, limits: Retention): Cut {
  const cut: Cut = { segment: 0, events: 0, bytes: 0 };
  for (const segment of [...bySegment.keys()].toSorted((a, b) => b - a)) {
    const share = bySegment.get(segment)!;
    if (cut.events + share.events > limits.events || cut.bytes + share.bytes > limits.bytes)
      return { ...cut, segment };
    cut.events += share.events;
    cut.bytes += share.bytes;
  }
  return cut;
}

/** Of the slots of one segment those that are too many, going back from the newest. */
function beyond(table: EventTable, slots: number[], cut: Cut, limits: Retention): number[] {
  let { events, bytes } = cut;
  return slots
    .toSorted((a, b) => table.seq(b) - table.seq(a))
    .filter((slot) => {
      events += 1;
      bytes += table.bytes(slot);
      return events > limits.events || bytes > limits.bytes;
    });
}
