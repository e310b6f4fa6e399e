import { StackIndex } from '../../../src/score/stacks.ts';
import { EventTable } from '../../../src/store/event-table.ts';
import { fromPairs, interleave, type Row } from '../measured.ts';

const STACKS = 100_000;
const SUBJECTS = 20_000;
const HOUR = 3_600_000;
const WINDOW = 24 * HOUR;
/** Late events a round adds; each figure is for one. */
const LATE = 1000;

/** A table of events of which every one begins a stack: each subject has one every two days. */
function table(): EventTable {
  const events = new EventTable();
  for (let at = 0; at < STACKS; at += 1)
    put(events, (at % SUBJECTS) + 1, Math.floor(at / SUBJECTS) * 2 * WINDOW + (at % SUBJECTS));
  return events;
}

function put(events: EventTable, subject: number, time: number): number {
  const slot = events.allocate();
  const facts = { time, seq: slot + 1, received: 0, provider: 'com.proxmox', level: 1, subject, role: 0 };
  events.setFacts(slot, facts, { segment: 1, offset: 0, length: 400 });
  return slot;
}

function indexOf(events: EventTable): StackIndex {
  const index = new StackIndex(events, { windowOf: () => WINDOW, isEpisodic: () => false });
  for (const slot of events.slots()) index.add(slot);
  return index;
}

/** In this process: what a late event costs the stacks, and what making all of them anew would. */
export const lateEventRow: Row = {
  name: 'late-event',
  work: `one late event into ${STACKS.toLocaleString('en')} stacks`,
  comparison: 'making all stacks anew',
  goal: { of: 'ours', bound: 'at most', value: 50 },
  async measure({ rounds }) {
    const events = table();
    const index = indexOf(events);
    let number = 0;
    const late = async (): Promise<number> => {
      const slots = Array.from({ length: LATE }, () => {
        number += 1;
        // Between two stacks of a subject, and now and then before its first.
        return put(events, ((number * 7919) % SUBJECTS) + 1, (number % 9) * WINDOW - HOUR);
      });
      const started = performance.now();
      for (const slot of slots) index.add(slot);
      return ((performance.now() - started) * 1000) / LATE;
    };
    const anew = async (): Promise<number> => {
      const started = performance.now();
      indexOf(events);
      return (performance.now() - started) * 1000;
    };
    return fromPairs('µs', await interleave(rounds, late, anew));
  },
};
