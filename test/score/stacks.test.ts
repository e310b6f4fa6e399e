import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../src/event.ts';
import { ScoreBook } from '../../src/score/score-book.ts';
import { StackIndex } from '../../src/score/stacks.ts';
import { about, HOUR, storedEvent } from '../support/events.ts';

const book = new ScoreBook();

function indexOf(events: readonly StoredEvent[]): StackIndex {
  const index = new StackIndex(book);
  for (const event of events) index.add(event);
  return index;
}

/** The stacks, newest first, each as the ids in it, oldest first. */
function idsOf(index: StackIndex): string[][] {
  return Array.from({ length: index.size }, (_, at) => index.at(at)!.entries.map(({ event }) => event.id));
}

/** What the stacks ought to be, in the plainest way: sort everything, cut, order by the newest. */
function plainStacks(events: readonly StoredEvent[]): string[][] {
  const inTime = (a: StoredEvent, b: StoredEvent) => a.time - b.time || a.seq - b.seq;
  const open = new Map<string, StoredEvent[]>();
  const all: StoredEvent[][] = [];
  for (const event of events.toSorted(inTime)) {
    const { NodeName: node, VMID: vmid } = event.metadata;
    const key = node ? JSON.stringify([node, vmid || null]) : event.id;
    const stack = open.get(key);
    if (stack && event.time - stack[0]!.time <= 24 * HOUR) stack.push(event);
    else {
      open.set(key, [event]);
      all.push(open.get(key)!);
    }
  }
  return all.toSorted((a, b) => inTime(b.at(-1)!, a.at(-1)!)).map((stack) => stack.map(({ id }) => id));
}

describe('stacks', () => {
  it('puts two events of a guest into one stack with the worst severity', () => {
    const index = indexOf([about('pve-01', '100', 0, 'error'), about('pve-01', '100', 1)]);
    expect(index.size).toBe(1);
    expect(index.at(0)).toMatchObject({ worst: 'error', entries: [{}, {}] });
  });

  it('groups by node what has no VMID, apart from its guests', () => {
    const index = indexOf([about('pve-01', '', 0), about('pve-01', '', 1), about('pve-01', '100', 2)]);
    expect(idsOf(index).map((ids) => ids.length)).toEqual([1, 2]);
  });

  it('starts anew 25 hours after the first, also when another lies between', () => {
    const events = [about('pve-01', '100', 0), about('pve-01', '100', 20), about('pve-01', '100', 25)];
    expect(idsOf(indexOf(events)).map((ids) => ids.length)).toEqual([1, 2]);
    expect(idsOf(indexOf(events.toReversed())).map((ids) => ids.length)).toEqual([1, 2]);
  });

  it('still holds the one exactly a day after the first', () => {
    expect(indexOf([about('pve-01', '100', 0), about('pve-01', '100', 24)]).size).toBe(1);
  });

  it.each([
    ['the same guest on another node', about('pve-01', '100', 0), about('pve-02', '100', 0)],
    ['names that only look alike when joined', about('a/b', 'c', 0), about('a', 'b/c', 0)],
    ['events that name no node', storedEvent({ metadata: {} }), storedEvent({ metadata: {} })],
    [
      'other sources',
      about('pve-01', '100', 0),
      { ...about('pve-01', '100', 0), providerIdentifier: 'com.proxmox.backup' },
    ],
  ])('keeps apart %s', (_, one, other) => {
    expect(indexOf([one, other]).size).toBe(2);
  });

  it('has the stacks of sorting and cutting everything, whatever the order of arrival and removal', () => {
    const event = fc.record({
      node: fc.constantFrom('', 'pve-01', 'pve-02'),
      vmid: fc.constantFrom('', '100', '101'),
      hours: fc.integer({ min: 0, max: 90 }),
      leaves: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (described) => {
        const events = described.map(({ node, vmid, hours }) => about(node, vmid, hours));
        const index = indexOf(events);
        expect(idsOf(index)).toEqual(plainStacks(events));
        const gone = events.filter((_, at) => described[at]!.leaves);
        for (const each of gone) index.remove(each);
        expect(idsOf(index)).toEqual(plainStacks(events.filter((each) => !gone.includes(each))));
        for (let at = 0; at < index.size; at += 1) expect(index.placeOf(index.at(at)!)).toBe(at);
      }),
      { numRuns: 300 },
    );
  });
});
