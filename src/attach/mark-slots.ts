import { setTimeout as delay } from 'node:timers/promises';
import { type EventTable, FATE } from '../store/event-table.ts';

/** Has marks set or cleared by who owns the events; returns the `seq` of those that it does not know. */
export type AskMarks = (seqs: readonly number[], flag: number, on: boolean) => Promise<readonly number[]>;

/** A mark on an event that just got another version is asked for anew, so often and after so long in milliseconds. */
const TRIES = 5;
const AGAIN_MS = 200;

/**
 * Has a flag of events set or cleared by who owns them, by the `seq` that each has at that moment.
 *
 * @param marked told of each event whose owner has done it, with what has become of it
 * @throws Error in words where the owner cannot be asked or refuses
 */
export async function markSlots(
  table: EventTable,
  ask: AskMarks,
  { slots, flag, on }: { slots: readonly number[]; flag: number; on: boolean },
  marked: (slot: number, fate: number) => void,
): Promise<void> {
  let left = slots.filter((slot) => table.holds(slot));
  for (let tries = 0; left.length > 0 && tries < TRIES; tries += 1) {
    if (tries > 0) await delay(AGAIN_MS);
    const asked = new Map(left.map((slot) => [table.seq(slot), slot]));
    const unknown = new Set(await ask([...asked.keys()], flag, on));
    for (const [seq, slot] of asked)
      if (!unknown.has(seq) && table.holds(slot) && table.seq(slot) === seq)
        marked(slot, changed(table.flags(slot) & FATE, flag, on));
    left = [...unknown].flatMap((seq) => asked.get(seq) ?? []).filter((slot) => table.holds(slot));
  }
}

function changed(flags: number, flag: number, on: boolean): number {
  return on ? flags | flag : flags & ~flag;
}
