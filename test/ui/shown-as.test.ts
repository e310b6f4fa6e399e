import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FLAG } from '../../src/store/event-table.ts';
import { about, storedEvent } from '../support/events.ts';
import { everyRow, readerOf } from '../support/reader.ts';
import { MemorySource } from '../support/source.ts';

const GUEST = [
  storedEvent({ title: 'first' }, 1),
  storedEvent({ title: 'second' }, 2),
  storedEvent({ title: 'third' }, 3),
];
const OTHER = { ...about('pve-02', '200', 2.5), title: 'other' };

afterEach(() => {
  vi.restoreAllMocks();
});

describe('every event as a row of its own', () => {
  it('has them by their time, and the stacks again as they were', () => {
    const reader = readerOf(new MemorySource([...GUEST, OTHER]));
    const titles = () => everyRow(reader.rows()).map(({ slot }) => reader.feed.entry(slot).event.title);
    expect(titles()).toEqual(['third', 'other']);
    reader.give('apart');
    expect(titles()).toEqual(['third', 'other', 'second', 'first']);
    expect(everyRow(reader.rows()).every(({ stack, child }) => stack.size === 1 && child < 0)).toBe(true);
    reader.give('apart');
    expect(titles()).toEqual(['third', 'other']);
  });

  it('goes on following the newest', () => {
    const source = new MemorySource([...GUEST, OTHER]);
    const reader = readerOf(source);
    reader.give('apart');
    source.arrive(storedEvent({ title: 'live' }, 4));
    expect(reader.title()).toBe('live');
    reader.give('apart');
    expect(reader.title()).toBe('live');
    expect(reader.state().selection).toBeUndefined();
  });

  it('opens the stack of an event that it does not show by itself, and closes no other', () => {
    const reader = readerOf(new MemorySource([...GUEST, OTHER]));
    reader.give('apart', 'end');
    expect(reader.title()).toBe('first');
    reader.give('apart');
    expect(reader.title()).toBe('> first');
    reader.give('apart', 'apart');
    expect(reader.title()).toBe('> first');
    reader.give('close', 'close', 'apart', 'apart');
    expect(reader.title()).toBe('third');
    expect(reader.rows().isOpen(reader.row()!.stack)).toBe(false);
  });

  it('says nothing of a run beside a single step of it', () => {
    const step = (runStep: number) =>
      storedEvent({ metadata: { NodeName: 'a', runID: '1', runStep, runTotal: 3 } }, runStep);
    const reader = readerOf(new MemorySource([step(1), step(2)]));
    reader.give('apart');
    expect(reader.feed.run(reader.row()!.stack, 0)).toBeUndefined();
  });

  it('is made a little at a time, with all that comes and goes meanwhile, and shows once it is whole', async () => {
    let clock = 0;
    // Each look at the clock finds the turn over.
    vi.spyOn(performance, 'now').mockImplementation(() => {
      clock += 10;
      return clock;
    });
    const events = Array.from({ length: 3000 }, (_, at) => about('pve-01', String(at % 7), -at / 60));
    const source = new MemorySource(events);
    const reader = readerOf(source);
    reader.give('apart');
    expect(reader.feed.apart).toBeGreaterThan(0);
    expect(reader.feed.apart).toBeLessThan(1);
    expect(reader.feed.index).toBe(reader.feed.stacks);
    source.arrive(storedEvent({ title: 'live' }, 1));
    source.load(storedEvent({ title: 'late' }, -100));
    await source.flag([10, 2500], FLAG.dismissed, true);
    await source.flag([11, 2501], FLAG.acked, true);
    await reader.settled();
    const slots = everyRow(reader.rows()).map(({ slot }) => slot);
    const held = [...source.table.slots()].filter((slot) => slot !== 10 && slot !== 2500);
    expect(slots).toEqual(held.sort((a, b) => source.table.time(b) - source.table.time(a)));
  });

  it('is left at once, also before it is whole', () => {
    let clock = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => {
      clock += 10;
      return clock;
    });
    const source = new MemorySource(Array.from({ length: 2000 }, (_, at) => about('a', '1', -at)));
    const reader = readerOf(source);
    reader.give('down', 'apart', 'apart');
    expect(reader.feed.apart).toBeUndefined();
    expect(reader.row()?.place).toBe(1);
  });
});

describe('the selected event', () => {
  const event = fc.record({
    guest: fc.nat(3),
    hours: fc.integer({ min: 0, max: 90 }),
    severity: fc.constantFrom('info', 'error'),
  });
  const step = fc.oneof(
    fc.constantFrom('apart' as const, 'times' as const, 'filter' as const, 'clear' as const),
    fc.record({ arrives: event }),
    fc.record({ height: fc.integer({ min: 3, max: 30 }) }),
  );

  it('stays selected and on the screen through all that changes what is shown', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 1, maxLength: 25 }),
        fc.nat(200),
        fc.boolean(),
        fc.array(step, { maxLength: 12 }),
        async (events, down, open, steps) => {
          const make = (given: (typeof events)[number]) =>
            about('pve-01', String(given.guest), given.hours, given.severity);
          const source = new MemorySource(events.map(make));
          const reader = readerOf(source);
          reader.give(...(open ? (['down', 'open'] as const) : []));
          reader.give(...Array.from({ length: 1 + (down % 30) }, () => 'down' as const));
          if (reader.state().selection === undefined) return;
          let { slot } = reader.row()!;
          for (const each of steps) {
            const before = reader.row()!;
            // A key is pressed on what is shown: of a closed stack that is its newest event, whichever that is now.
            if (typeof each === 'string') ({ slot } = before);
            const severity = source.event(slot)!.metadata.severity;
            if (each === 'apart' || each === 'times') reader.give(each);
            else if (each === 'filter') reader.filter(`sev:${severity}`);
            else if (each === 'clear') reader.filter('');
            else if ('height' in each) reader.resize(each.height);
            else source.arrive(make(each.arrives));
            await reader.settled();
            const now = reader.row()!;
            expect(reader.lineOf(now)).toBeGreaterThanOrEqual(0);
            const inRow = now.child < 0 ? [...reader.feed.index.slotsOf(now.stack)] : [now.slot];
            expect(inRow).toContain(slot);
            if (each === 'apart') expect(now.slot).toBe(slot);
            if (before.child >= 0 && typeof each !== 'string') expect(now.slot).toBe(slot);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('agrees in number with the counts, apart and in stacks, filtered and not', async () => {
    const source = new MemorySource([...GUEST, OTHER, about('pve-03', '300', 4, 'error')]);
    const reader = readerOf(source);
    for (const filter of ['', 'sev:error', 'vmid:100']) {
      reader.filter(filter);
      await reader.settled();
      const inStacks = everyRow(reader.rows()).reduce((sum, { stack }) => sum + stack.size, 0);
      reader.give('apart');
      await reader.settled();
      expect(everyRow(reader.rows())).toHaveLength(inStacks);
      expect(reader.feed.filter?.size ?? 5).toBe(inStacks);
      reader.give('apart');
    }
  });
});
