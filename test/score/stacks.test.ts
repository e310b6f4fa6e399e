import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../src/event.ts';
import { StackIndex } from '../../src/score/stacks.ts';
import { about, HOUR, storedEvent } from '../support/events.ts';
import { MemorySource } from '../support/source.ts';

type Heap = { source: MemorySource; index: StackIndex };

function heapOf(events: readonly StoredEvent[]) {
  const source = new MemorySource(events);
  const { index } = source.feed();
  return { source, index };
}

/** The stacks, newest first, each as the ids in it, oldest first. */
function idsOf({ index, source }: Heap): string[][] {
  return Array.from({ length: index.size }, (_, at) =>
    [...index.slotsOf(index.at(at)!)].map((slot) => source.event(slot)!.id).reverse(),
  );
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

function worstOf(events: readonly StoredEvent[], ids: readonly string[]): number {
  const ranks = ['info', 'ok', 'warning', 'error', 'critical'];
  return Math.max(
    ...events
      .filter(({ id }) => ids.includes(id))
      .map(({ metadata }) => ranks.indexOf(String(metadata.severity))),
  );
}

describe('stacks', () => {
  it('puts two events of a guest into one stack with the worst severity', () => {
    const { index } = heapOf([about('pve-01', '100', 0, 'error'), about('pve-01', '100', 1)]);
    expect(index.size).toBe(1);
    expect(index.at(0)).toMatchObject({ worst: 3, size: 2 });
  });

  it('groups by node what has no VMID, apart from its guests', () => {
    const heap = heapOf([about('pve-01', '', 0), about('pve-01', '', 1), about('pve-01', '100', 2)]);
    expect(idsOf(heap).map((ids) => ids.length)).toEqual([1, 2]);
  });

  it('starts anew 25 hours after the first, also when another lies between', () => {
    const events = [about('pve-01', '100', 0), about('pve-01', '100', 20), about('pve-01', '100', 25)];
    expect(idsOf(heapOf(events)).map((ids) => ids.length)).toEqual([1, 2]);
    expect(idsOf(heapOf(events.toReversed())).map((ids) => ids.length)).toEqual([1, 2]);
  });

  it('still holds the one exactly a day after the first', () => {
    expect(heapOf([about('pve-01', '100', 0), about('pve-01', '100', 24)]).index.size).toBe(1);
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
    expect(heapOf([one, other]).index.size).toBe(2);
  });

  it('has the stacks of sorting and cutting everything, whatever the order of arrival and removal', () => {
    const event = fc.record({
      node: fc.constantFrom('', 'pve-01', 'pve-02'),
      vmid: fc.constantFrom('', '100', '101'),
      hours: fc.integer({ min: 0, max: 90 }),
      severity: fc.constantFrom('info', 'warning', 'critical'),
      leaves: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (described) => {
        const events = described.map(({ node, vmid, hours, severity }) => about(node, vmid, hours, severity));
        const heap = heapOf(events);
        const { index } = heap;
        expect(idsOf(heap)).toEqual(plainStacks(events));
        const gone = events.filter((_, at) => described[at]!.leaves);
        for (const each of gone) index.remove(heap.source.slotOf(each));
        const left = events.filter((each) => !gone.includes(each));
        const ids = idsOf(heap);
        expect(ids).toEqual(plainStacks(left));
        for (let at = 0; at < index.size; at += 1) {
          const stack = index.at(at)!;
          expect(index.placeOf(stack)).toBe(at);
          expect(stack.worst).toBe(worstOf(left, ids[at]!));
          for (const slot of index.slotsOf(stack)) expect(index.stackOf(slot)).toEqual(stack);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('has the same stacks when runs of events are added at once', () => {
    const event = fc.record({
      node: fc.constantFrom('', 'pve-01', 'pve-02'),
      hours: fc.integer({ min: 0, max: 90 }),
      severity: fc.constantFrom('info', 'warning', 'critical'),
      endsRun: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (described) => {
        const events = described.map(({ node, hours, severity }) => about(node, '100', hours, severity));
        const source = new MemorySource(events);
        const index = new StackIndex(source.table, source.subjects);
        let from = 0;
        for (let end = 1; end <= events.length; end += 1) {
          if (!described[end - 1]!.endsRun && end < events.length) continue;
          index.addRun(from, end);
          from = end;
        }
        const ids = idsOf({ index, source });
        expect(ids).toEqual(plainStacks(events));
        for (let at = 0; at < index.size; at += 1) {
          const stack = index.at(at)!;
          expect(index.placeOf(stack)).toBe(at);
          expect(stack.worst).toBe(worstOf(events, ids[at]!));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('keeps them in order by the thousand, added and removed at random', () => {
    const hours = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1500, maxLength: 2500 });
    fc.assert(
      fc.property(hours, (all) => {
        const events = all.map((hour) => about('pve-01', String(hour % 700), hour));
        const heap = heapOf(events);
        for (const each of events.slice(0, 1000)) heap.index.remove(heap.source.slotOf(each));
        expect(idsOf(heap)).toEqual(plainStacks(events.slice(1000)));
      }),
      { numRuns: 5 },
    );
  });
});
