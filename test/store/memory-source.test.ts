import { describe, expect, it, vi } from 'vitest';
import { FLAG } from '../../src/store/event-table.ts';
import type { Marker } from '../../src/store/marker.ts';
import { MemorySource } from '../../src/store/memory-source.ts';
import { about, storedEvent } from '../support/events.ts';

const MARKER: Marker = {
  fingerprint: '',
  mark: () => ({ level: 0, subject: 0, role: 0 }),
  triage: () => undefined,
  identityOf: () => ({ high: 0, low: 0, cut: 0 }),
  subjectOf: () => 0,
};

function titles(source: MemorySource): string[] {
  return [...source.table.slots()].map((slot) => source.event(slot)!.title);
}

describe('events in memory alone', () => {
  it('are as many as there may be: of more the oldest go, and who looks on is told', () => {
    const source = new MemorySource(MARKER, { most: 3 });
    const left: string[] = [];
    source.observe({ entered() {}, leaving: (slot) => left.push(source.event(slot)!.title) });
    for (const title of ['a', 'b', 'c', 'd']) source.arrive(storedEvent({ title }));
    expect(titles(source)).toEqual(['b', 'c', 'd']);
    source.load(storedEvent({ title: 'e' }), storedEvent({ title: 'f' }));
    expect(titles(source).sort()).toEqual(['d', 'e', 'f']);
    expect(left).toEqual(['a', 'b', 'c']);
    expect(source.table.size).toBe(3);
  });

  it('keep to their number for as long as they come, in the slots there are', () => {
    const source = new MemorySource(MARKER, { most: 50 });
    for (let count = 0; count < 1000; count += 1) source.arrive(storedEvent({ externalID: String(count) }));
    expect(source.table.size).toBe(50);
    expect(source.table.end).toBeLessThanOrEqual(51);
  });

  it('are flagged, but for those that are gone', async () => {
    const source = new MemorySource(MARKER, { most: 1 });
    source.arrive(about('pve-01', '100', 0), about('pve-01', '101', 1));
    const [kept] = [...source.table.slots()];
    const listener = vi.fn();
    source.subscribe(listener);
    await source.flag([0, 1], FLAG.acked, true);
    expect(source.table.flags(kept!) & FLAG.acked).toBe(FLAG.acked);
    expect([0, 1].filter((slot) => source.table.holds(slot))).toEqual([kept]);
    expect(source.table.flags(1 - kept!)).toBe(0);
    expect(listener).toHaveBeenCalledOnce();
  });

  it('are found by what is anywhere in them', () => {
    const source = new MemorySource(MARKER);
    source.load(
      storedEvent({ metadata: { Message: 'Tank is FULL' } }),
      storedEvent({ title: 'tank', metadata: {} }),
    );
    const found = (...needles: string[]) =>
      [...source.search([0, 1, 2], needles)].flat().map(({ slot }) => slot);
    expect(found('tank')).toEqual([0, 1]);
    expect(found('tank', 'full')).toEqual([0]);
    expect(found()).toEqual([0, 1]);
  });
});
