import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOutRows, leastAbove, Rows, type TimelineLine } from '../../src/ui/rows.ts';
import { scrollRows } from '../../src/ui/scroll-rows.ts';
import { about, HOUR, START } from '../support/events.ts';
import { MemorySource } from '../support/source.ts';

function rowsOf(
  hours: readonly number[],
  gaps: readonly { from: number; to: number }[] = [],
  opened: number[] = [],
) {
  const events = hours.map((hour, at) => about('a', `${at % 9}`, hour + at / 1000));
  return new Rows(new MemorySource(events).feed().index, opened, gaps);
}

function isOf(row: { slot: number; child: number }) {
  return (line: TimelineLine) =>
    line.kind === 'row' && line.row.slot === row.slot && line.row.child === row.child;
}

/** All lines of a timeline, and how many of them are above those a pane shows. */
function placeOf(rows: Rows, selected: Parameters<typeof layOutRows>[1], above: number, height: number) {
  const every = layOutRows(rows, rows.first(), 0, 1000).lines.slice(1);
  const shown = layOutRows(rows, selected, above, height).lines.slice(1);
  const at = shown.findIndex(({ kind }) => kind === 'row');
  const first = shown[at];
  const top = first?.kind === 'row' ? every.findIndex(isOf(first.row)) - at : Number.NaN;
  return { top, below: every.length - top - shown.length, shown, every };
}

describe('scrolling the timeline', () => {
  const twenty = rowsOf(Array.from({ length: 9 }, (_, at) => -at / 60));

  it('keeps the selected row as long as it is on the screen, and then takes the one at the edge', () => {
    const first = twenty.first()!;
    const third = twenty.next(twenty.next(first)!)!;
    expect(scrollRows(twenty, third, 2, 6, 2)).toEqual({ row: third, above: 0 });
    expect(scrollRows(twenty, first, 0, 6, 2)).toEqual({ row: third, above: 0 });
    const last = twenty.last()!;
    expect(scrollRows(twenty, last, 4, 6, -3)).toMatchObject({ row: { place: last.place - 3 }, above: 4 });
  });

  it('goes no further than there is more to see', () => {
    const first = twenty.first()!;
    expect(scrollRows(twenty, first, 0, 6, -3)).toBeUndefined();
    expect(scrollRows(twenty, twenty.last()!, 4, 6, 3)).toBeUndefined();
    expect(scrollRows(twenty, first, 0, 10, 3)).toBeUndefined();
    expect(scrollRows(twenty, first, 0, 9, 3)).toMatchObject({ row: { place: 1 }, above: 0 });
  });

  it('moves the view by so many lines, over headings and gaps, with the selected row on the screen', () => {
    const world = fc.record({
      hours: fc.array(fc.integer({ min: -200, max: 0 }), { minLength: 1, maxLength: 40 }),
      gaps: fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 5 }),
      opened: fc.array(fc.nat(40), { maxLength: 6 }),
      pick: fc.nat(60),
      above: fc.nat(30),
      height: fc.integer({ min: 3, max: 20 }),
      by: fc.constantFrom(-3, -2, 2, 3),
    });
    fc.assert(
      fc.property(world, ({ hours, gaps, opened, pick, above, height, by }) => {
        const down = gaps
          .sort((a, b) => b - a)
          .map((hour) => ({ from: START - hour * HOUR - 1e6, to: START - hour * HOUR - 1 }));
        const rows = rowsOf(
          hours,
          down,
          opened.map((at) => at % hours.length),
        );
        let selected = rows.first()!;
        for (let step = pick; step > 0; step -= 1) selected = rows.next(selected) ?? selected;
        const before = placeOf(rows, selected, above, height);
        const scrolled = scrollRows(rows, selected, above, height, by);
        const more = by < 0 ? before.top : before.below;
        if (!scrolled) {
          // The heading of the day of the topmost row stands above it in any case.
          expect(more).toBeLessThanOrEqual(0);
          return;
        }
        const after = placeOf(rows, scrolled.row, scrolled.above, height);
        expect(after.shown.some(isOf(scrolled.row))).toBe(true);
        const moved = (after.top - before.top) * Math.sign(by);
        const wanted = Math.min(Math.abs(by), more, height - 1);
        expect(moved).toBeGreaterThan(0);
        // A heading that came to stand under the sticky one makes room for one more line. Where a pane is so
        // small that a heading and a gap may be all that was to stay in it, the next row is shown.
        const most = height > 6 ? 1 : 2;
        expect(Math.abs(moved - wanted)).toBeLessThanOrEqual(most);
        // The newest cannot be selected without the gap above it.
        const stays = after.shown.some(isOf(selected)) && leastAbove(rows, selected) === 0;
        if (stays && height > 6 && moved >= wanted) expect(scrolled.row).toEqual(selected);
      }),
      { numRuns: 500 },
    );
  });
});
