import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../src/event.ts';
import { FLAG } from '../../src/store/event-table.ts';
import { awayLine, tellsAway } from '../../src/ui/away-line.ts';
import { KEYS } from '../../src/ui/keys.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import type { Times } from '../../src/ui/times.ts';
import { about, HOUR, START, storedEvent } from '../support/events.ts';
import { everyRow, readerOf } from '../support/reader.ts';
import { MemorySource } from '../support/source.ts';

const LEFT = START + 2.5 * HOUR;

/** A source that was left after its first `seen` events. */
function leftAfter(seen: number, events: readonly StoredEvent[]): MemorySource {
  const source = new MemorySource(events);
  source.lastVisit = new Date(LEFT).toISOString();
  source.lastSeen = seen === 0 ? 0 : events[seen - 1]!.seq;
  return source;
}

function textOf(
  source: MemorySource,
  { width = 120, now = LEFT + 9 * HOUR, times = 'UTC' as Times, keys = KEYS } = {},
) {
  const { away } = readerOf(source).feed;
  const line = awayLine(away!, now, width, times, { theme: makeTheme(false), keys });
  return line.map(({ text }) => text).join('');
}

const NIGHT = [
  about('pve-01', '100', 1),
  about('pve-01', '101', 2),
  about('pve-01', '102', 3, 'error'),
  about('pve-01', '100', 4),
  about('pve-01', '103', 5, 'error'),
  about('pve-01', '104', 6, 'warning'),
];

describe('what came while nobody looked', () => {
  it('is nothing at the first visit', () => {
    const reader = readerOf(new MemorySource(NIGHT));
    expect(reader.feed.away).toBeUndefined();
    expect(everyRow(reader.rows()).some((row) => reader.feed.isUnseen(row))).toBe(false);
    reader.give('firstUnseen');
    expect(reader.said()).toBe('nothing came while you were away');
  });

  it('is told by its severities, and stands out among the rows', () => {
    const source = leftAfter(2, NIGHT);
    expect(textOf(source)).toBe('since 05:44: 2 errors, 1 warning, 1 info – N goes to the first');
    const reader = readerOf(source);
    const unseen = everyRow(reader.rows()).filter((row) => reader.feed.isUnseen(row));
    expect(unseen.map(({ slot }) => slot)).toEqual([5, 4, 3, 2]);
  });

  it.each([
    [80, 'since 05:44: 2 errors, 1 warning, 1 info – N goes to the first'],
    [60, '2 errors, 1 warning, 1 info – N'],
    [30, '4 new, 2 errors – N'],
  ])('is told in %i cells as %j', (width, text) => {
    expect(textOf(leftAfter(2, NIGHT), { width })).toBe(text);
  });

  it('names the key that the user gave the jump, and none where there is none', () => {
    const keyed = (...given: string[]) =>
      KEYS.map((binding) => (binding.command === 'firstUnseen' ? { ...binding, keys: given } : binding));
    expect(textOf(leftAfter(2, NIGHT), { keys: keyed('^n') })).toMatch(/1 info – .*n goes to the first$/);
    expect(textOf(leftAfter(2, NIGHT), { keys: keyed() })).toMatch(/1 info$/);
  });

  it.each<[number, Times, string]>([
    [LEFT + 24 * HOUR, 'UTC', 'since yesterday 05:44'],
    [LEFT + 72 * HOUR, 'UTC', 'since Wed 29 Apr 05:44'],
    [LEFT + 72 * HOUR, 'relative', 'in the last 3 days'],
    [LEFT + 5000, 'relative', 'in the last 1 min'],
  ])('at %i is told in %s times as %s', (now, times, text) => {
    expect(textOf(leftAfter(2, NIGHT), { now, times })).toContain(`${text}: 2 errors`);
  });

  it('does not grow with what arrives from then on, and follows what is dismissed or changes', async () => {
    const source = leftAfter(2, NIGHT);
    const { feed } = readerOf(source);
    source.arrive(about('pve-01', '105', 7, 'error'));
    expect(feed.away?.counts).toEqual([1, 0, 1, 2, 0]);
    await source.flag([2], FLAG.dismissed, true);
    expect(feed.away?.counts).toEqual([1, 0, 1, 1, 0]);
    source.update({ ...about('pve-01', '103', 8, 'info'), id: NIGHT[4]!.id });
    expect(feed.away?.counts).toEqual([1, 0, 1, 0, 0]);
    await source.flag([2], FLAG.dismissed, false);
    expect(feed.away?.counts).toEqual([1, 0, 1, 1, 0]);
  });

  it('is known by the time alone where nothing else was noted', () => {
    const source = leftAfter(2, NIGHT);
    source.lastSeen = undefined;
    expect(readerOf(source).feed.away?.total).toBe(4);
  });

  it('is not said to be all while older events are still read that may be of it', () => {
    const source = leftAfter(0, NIGHT.slice(3));
    source.indexed = 0.3;
    expect(textOf(source)).toMatch(/^since 05:44: 1 error, 1 warning, 1 info so far, still indexing – N/);
    const reader = readerOf(source);
    reader.give('firstUnseen');
    expect(reader.said()).toBe('still indexing: not all that came is known yet');
    expect(reader.state().awayTold).toBe(false);
    source.indexed = undefined;
    reader.give('firstUnseen');
    expect(reader.state().awayTold).toBe(true);
  });

  it('is all there at once where what was read first reaches back far enough', () => {
    const source = leftAfter(2, NIGHT);
    source.indexed = 0.3;
    expect(textOf(source)).not.toContain('indexing');
  });

  it('has counts that are those of its rows, whatever came, went and was read later', () => {
    const event = fc.tuple(
      fc.nat(3),
      fc.integer({ min: 0, max: 60 }),
      fc.constantFrom('info', 'warning', 'error'),
    );
    const step = fc.tuple(fc.constantFrom('arrive', 'load', 'dismiss', 'ack'), event, fc.nat(40));
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), fc.nat(20), fc.array(step), (all, seen, steps) => {
        const make = ([vmid, hours, severity]: (typeof all)[number]) =>
          about('pve-01', String(vmid), hours, severity);
        const source = leftAfter(Math.min(seen, all.length), all.map(make));
        const reader = readerOf(source);
        for (const [what, given, slot] of steps) {
          if (what === 'arrive') source.arrive(make(given));
          else if (what === 'load') source.load({ ...make(given), seq: slot });
          else if (source.table.holds(slot))
            void source.flag([slot], what === 'ack' ? FLAG.acked : FLAG.dismissed, true);
        }
        const { away, stacks } = reader.feed;
        const isUnseen = (slot: number) => away!.has(slot);
        const inStacks = everyRow(reader.rows()).flatMap(({ stack }) => [...stacks.slotsOf(stack)]);
        expect(away!.total).toBe(inStacks.filter(isUnseen).length);
        const bold = everyRow(reader.rows()).filter((row) => reader.feed.isUnseen(row));
        expect(bold.flatMap(({ stack }) => [...stacks.slotsOf(stack)]).filter(isUnseen)).toHaveLength(
          away!.total,
        );
        reader.give('apart');
        expect(everyRow(reader.rows()).filter((row) => reader.feed.isUnseen(row))).toHaveLength(away!.total);
      }),
    );
  });
});

describe('the jump to it', () => {
  it('goes to the row that is furthest down, and then no longer tells of it', () => {
    const late = storedEvent({ metadata: { NodeName: 'pve-02', severity: 'info' } }, 0.5);
    const reader = readerOf(leftAfter(2, [...NIGHT, late]));
    expect(tellsAway(reader.state(), reader.feed.away)).toBe(true);
    reader.give('firstUnseen');
    expect(reader.row()!.slot).toBe(6);
    expect(tellsAway(reader.state(), reader.feed.away)).toBe(false);
    expect(reader.feed.isUnseen(reader.row()!)).toBe(true);
    reader.give('home', 'firstUnseen');
    expect(reader.row()!.slot).toBe(6);
  });

  it('goes to a stack by an event that came late into it, and to that one where it is open', () => {
    const late = about('pve-01', '100', 3.5);
    const reader = readerOf(leftAfter(6, [...NIGHT, late]));
    reader.give('firstUnseen');
    expect(reader.row()).toMatchObject({ slot: 3, child: -1 });
    reader.give('open', 'firstUnseen');
    expect(reader.row()).toMatchObject({ slot: 6, child: 1 });
  });

  it('goes nowhere and keeps telling where the filter hides it all', async () => {
    const reader = readerOf(leftAfter(2, NIGHT));
    reader.filter('vmid:101');
    await reader.settled();
    reader.give('firstUnseen');
    expect(reader.said()).toBe('the filter hides what came while you were away');
    expect(tellsAway(reader.state(), reader.feed.away)).toBe(true);
  });

  it('is put away by Esc, after the filter is', () => {
    const reader = readerOf(leftAfter(2, NIGHT));
    reader.filter('sev:error');
    reader.give('back');
    expect(reader.state()).toMatchObject({ filter: '', awayTold: false });
    reader.give('focus', 'back');
    expect(reader.state().awayTold).toBe(false);
    reader.give('back');
    expect(reader.state().awayTold).toBe(true);
  });
});
