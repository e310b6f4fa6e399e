import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEVELS, levelRank } from '../../src/event.ts';
import { findRow } from '../../src/ui/find-row.ts';
import type { Command } from '../../src/ui/keys.ts';
import { Rows } from '../../src/ui/rows.ts';
import { about, storedEvent } from '../support/events.ts';
import { everyRow, readerOf } from '../support/reader.ts';
import { MemorySource } from '../support/source.ts';

function named(title: string, vmid: string, hours: number, severity: string) {
  return { ...about('pve-01', vmid, hours, severity), title };
}

/** Newest first: a stack of guest 100 that bears an error, 101, 102 with an error, 103. */
const EVENTS = [
  named('failed 100', '100', 5, 'error'),
  named('done 100', '100', 6, 'info'),
  named('101', '101', 4, 'warning'),
  named('102', '102', 3, 'critical'),
  named('103', '103', 2, 'info'),
];

describe('a jump between errors', () => {
  it.each<[Command[], string, string?]>([
    [['nextError'], '102'],
    [['nextError', 'nextError'], '102', 'no older error'],
    [['nextError', 'previousError'], 'done 100'],
    [['nextError', 'previousError', 'previousError'], 'done 100', 'no newer error'],
    [['previousError'], 'done 100', 'no newer error'],
    [['end', 'previousError'], '102'],
    [['open', 'nextError'], '> failed 100'],
    [['open', 'nextError', 'nextError'], '102'],
    [['open', 'end', 'previousError', 'previousError'], '> failed 100'],
    [['open', 'end', 'previousError', 'previousError', 'previousError'], 'done 100'],
    [['apart', 'nextError'], 'failed 100'],
    [['apart', 'end', 'previousError', 'previousError'], 'failed 100'],
    [['focus', 'nextError'], '102'],
  ])('by %j stands on %s', (commands, title, said) => {
    const reader = readerOf(new MemorySource(EVENTS));
    reader.give(...commands);
    expect(reader.title()).toBe(title);
    expect(reader.said()).toBe(said);
  });

  it('stays in the details, and begins at their top', () => {
    const reader = readerOf(new MemorySource(EVENTS));
    reader.give('focus', 'down', 'nextError');
    expect(reader.state()).toMatchObject({ focus: 'inspector', scroll: 0 });
  });

  it('says that a filter shows no more, also where it shows nothing at all', async () => {
    const reader = readerOf(new MemorySource(EVENTS));
    reader.filter('vmid:102');
    await reader.settled();
    reader.give('nextError');
    expect(reader.said()).toBe('no older error that the filter shows');
    reader.filter('nowhere');
    await reader.settled();
    reader.give('previousError');
    expect(reader.said()).toBe('no newer error that the filter shows');
  });

  it('does not deny what is still being read', () => {
    const source = new MemorySource([storedEvent()]);
    source.indexed = 0.5;
    const reader = readerOf(source);
    reader.give('nextError');
    expect(reader.said()).toBe('no older error, as far as is known yet');
  });

  it('leaves what is on the screen where it is, and shows what is not with what is around it', () => {
    const quiet = (from: number, count: number) =>
      Array.from({ length: count }, (_, at) => named(`${from + at}`, `${from + at}`, -from - at, 'info'));
    const near = named('near', '900', -3.5, 'error');
    const far = named('far', '901', -60.5, 'error');
    const source = new MemorySource([...quiet(0, 100), near, far]);
    const reader = readerOf(source);
    const before = reader.lineOf(reader.rows().find({ slot: source.slotOf(near), child: false })!);
    reader.give('nextError');
    expect(reader.title()).toBe('near');
    expect(reader.lineOf(reader.row()!)).toBe(before);
    reader.give('nextError');
    expect(reader.title()).toBe('far');
    expect(reader.lineOf(reader.row()!)).toBeGreaterThan(4);
    expect(reader.lineOf(reader.row()!)).toBeLessThan(12);
  });
});

describe('looking for a row', () => {
  it('finds what a look at each row would, from any row and either way', () => {
    const guests = fc.array(
      fc.tuple(fc.nat(4), fc.integer({ min: 0, max: 60 }), fc.constantFrom(...LEVELS)),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(guests, fc.nat(1000), fc.nat(1000), (all, pick, open) => {
        const events = all.map(([vmid, hours, severity]) => about('pve-01', String(vmid), hours, severity));
        const source = new MemorySource(events);
        const { index } = source.feed();
        const rows = new Rows(
          index,
          [...source.table.slots()].filter((slot) => (open >> (slot % 10)) & 1),
        );
        const error = levelRank('error');
        const every = everyRow(rows);
        const fits = (at: number) => {
          const { child, slot, stack } = every[at]!;
          return (child < 0 ? stack.level : index.level(slot)) >= error;
        };
        const from = pick % every.length;
        const wanted = {
          stack: (head: number) => index.shownLevel(head) >= error,
          event: (slot: number) => index.level(slot) >= error,
        };
        const below = every.findIndex((_, at) => at > from && fits(at));
        const above = every.findLastIndex((_, at) => at < from && fits(at));
        expect(findRow(rows, every[from]!, 1, wanted)).toEqual(every[below]);
        expect(findRow(rows, every[from]!, -1, wanted)).toEqual(every[above]);
      }),
    );
  });
});
