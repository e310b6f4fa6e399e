import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../src/event.ts';
import { safeText } from '../../src/safe-text.ts';
import { displayWidth } from '../../src/ui/format.ts';
import { layOutScreen } from '../../src/ui/layout.ts';
import { cutLine, lineWidth } from '../../src/ui/line.ts';
import { rowLine } from '../../src/ui/row-line.ts';
import { layOutRows, type Row, Rows, type TimelineLine } from '../../src/ui/rows.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { about, START, storedEvent } from '../support/events.ts';
import { MemorySource } from '../support/source.ts';

function feedOf(events: readonly StoredEvent[]) {
  const source = new MemorySource(events);
  const feed = source.feed();
  const rowsOf = (...opened: StoredEvent[]) =>
    new Rows(
      feed.index,
      opened.map((event) => source.slotOf(event)),
    );
  const titleOf = (line: TimelineLine) => (line.kind === 'row' ? source.event(line.row.slot)!.title : 'day');
  return { source, feed, rowsOf, titleOf };
}

describe('the lines of the timeline', () => {
  it('keep the selected row on its line, whatever arrives above', () => {
    const events = Array.from({ length: 30 }, (_, at) => about('pve-01', String(at), at / 60));
    const { source, rowsOf } = feedOf(events);
    const selection = { slot: source.slotOf(events[20]!), child: false };
    const lineOf = () => {
      const rows = rowsOf();
      const { lines } = layOutRows(rows, rows.find(selection), 4, 12);
      return lines.findIndex((line) => line.kind === 'row' && line.row.slot === selection.slot);
    };
    const before = lineOf();
    for (let more = 0; more < 10; more += 1) source.arrive(about('pve-02', String(more), 1 + more));
    expect(before).toBe(5);
    expect(lineOf()).toBe(before);
  });

  it('head each day, and stick the heading of the day on top', () => {
    const rows = feedOf([about('a', '1', 0), about('b', '1', 30), about('c', '1', 60)]).rowsOf();
    const { lines } = layOutRows(rows, rows.first(), 0, 10);
    expect(lines.map(({ kind }) => kind)).toEqual(['day', 'row', 'day', 'row', 'day', 'row']);
  });

  it('show every event of an open stack, newest first, as many as its count says', () => {
    const events = [0, 1, 2].map((hours) => storedEvent({ title: `event ${hours}` }, hours));
    const { rowsOf, titleOf } = feedOf(events);
    const rows = rowsOf(events[1]!);
    const { lines } = layOutRows(rows, rows.first(), 0, 10);
    expect(lines.map(titleOf)).toEqual(['day', 'event 2', 'event 2', 'event 1', 'event 0']);
  });

  it('fill the pane as far as there are rows, with the selected one among them', () => {
    const guests = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 100 })), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(
        guests,
        fc.nat(40),
        fc.nat(40),
        fc.integer({ min: 2, max: 20 }),
        (all, pick, above, height) => {
          const events = all.map(([vmid, hours]) => about('pve-01', String(vmid), hours));
          const { source, rowsOf } = feedOf(events);
          const rows = rowsOf(...events.filter((_, at) => at % 2 === 0));
          const selected = rows.find({ slot: source.slotOf(events[pick % events.length]!), child: true })!;
          const { lines } = layOutRows(rows, selected, above, height);
          const every: Row[] = [];
          for (let row = rows.first(); row; row = rows.next(row)) every.push(row);
          expect(lines.length).toBeLessThanOrEqual(height);
          const shown = lines.filter(({ kind }) => kind === 'row').length;
          // A heading needs a row below it: where there is room for one line alone, it stays empty.
          expect(shown === every.length || lines.length >= height - 1).toBe(true);
          expect(
            lines.some(
              (line) =>
                line.kind === 'row' && line.row.child === selected.child && line.row.place === selected.place,
            ),
          ).toBe(true);
        },
      ),
    );
  });
});

describe('a row', () => {
  const style = {
    now: START,
    theme: makeTheme(true),
    selected: false,
    focused: true,
    open: false,
    words: [] as string[],
  };

  it('is never wider than its pane, and exactly as wide when selected, whatever its texts', () => {
    const texts = fc.string({ unit: 'grapheme', maxLength: 60 });
    fc.assert(
      fc.property(
        texts,
        texts,
        fc.integer({ min: 40, max: 120 }),
        fc.boolean(),
        (title, node, width, selected) => {
          const event = storedEvent({ title, metadata: { NodeName: node, VMID: '100' } });
          const { feed, rowsOf } = feedOf([event]);
          const line = rowLine(rowsOf().first()!, { ...style, feed, width, selected });
          if (selected) expect(lineWidth(line)).toBe(width);
          else expect(lineWidth(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });

  it('of an open stack has room for the date of another year', () => {
    const old = storedEvent();
    const { feed, rowsOf } = feedOf([old, storedEvent({}, 23.9)]);
    const rows = rowsOf(old);
    for (let width = 36; width < 70; width += 1) {
      const line = rowLine(rows.last()!, { ...style, feed, now: START + 400 * 24 * 3_600_000, width });
      expect(lineWidth(line)).toBeLessThanOrEqual(width);
    }
  });

  it.each([
    [100, /^▌▸ \S+ {2}Proxmox {2}pve-01\/100 +Backup completed +×2 {2}✗ Error$/],
    [60, /^▌▸ \S+ {2}pve-01\/100 +Backup completed +×2 {2}✗ Error$/],
    [40, /^▌▸ \S+ {2}pve-01\/100 {2}Backup .* ×2 ✗$/],
  ])('at %i cells tells of a stack its count and its worst severity', (width, pattern) => {
    const metadata = { NodeName: 'pve-01', VMID: '100' };
    const failed = storedEvent({ metadata: { ...metadata, severity: 'error' } });
    const { feed, rowsOf } = feedOf([failed, storedEvent({ metadata }, 1)]);
    const line = rowLine(rowsOf().first()!, { ...style, feed, width });
    expect(
      line
        .map(({ text }) => text)
        .join('')
        .trimEnd(),
    ).toMatch(pattern);
  });

  it('tells severity without colour too', () => {
    const glyphs = Object.values(makeTheme(false).levels).map(({ glyph }) => glyph);
    expect(new Set(glyphs).size).toBe(5);
    expect(Object.values(makeTheme(false).levels).every(({ color }) => color === undefined)).toBe(true);
  });
});

describe('a line', () => {
  it('cut to a width takes that many cells and no more', () => {
    const parts = fc.array(fc.constantFrom('日本', 'abc', '😀', ' '), { maxLength: 10 });
    fc.assert(
      fc.property(parts, fc.integer({ min: 1, max: 30 }), (texts, width) => {
        const line = texts.map((text) => ({ text: safeText(text) }));
        expect(lineWidth(cutLine(line, width))).toBeLessThanOrEqual(width);
        if (lineWidth(line) > width) expect(cutLine(line, width).at(-1)?.text.endsWith('…')).toBe(true);
        expect(displayWidth(safeText(''))).toBe(0);
      }),
    );
  });
});

describe('the layout', () => {
  it.each([
    [160, 50, 'wide'],
    [120, 40, 'wide'],
    [90, 44, 'tall'],
    [80, 24, 'wide'],
    [60, 20, 'narrow'],
    [40, 10, 'narrow'],
    [39, 10, 'tiny'],
    [40, 9, 'tiny'],
  ])('of %i×%i is %s and fits', (columns, rows, kind) => {
    const layout = layOutScreen(columns, rows, 3);
    expect(layout.kind).toBe(kind);
    const { list, inspector } = layout;
    if (kind === 'wide') expect(list.width + 3 + inspector.width).toBe(columns);
    if (kind === 'tall') expect(list.height + 1 + inspector.height).toBe(rows - 3);
  });
});

describe('a gap', () => {
  const hour = 3_600_000;
  const at = (from: number, to: number) => ({ from: START + from * hour, to: START + to * hour });

  it('stands between the events around it, once, and above the newest while that is followed', () => {
    const { feed } = feedOf([about('a', '1', 0), about('b', '1', 1), about('c', '1', 6)]);
    const rows = new Rows(feed.index, [], [at(2, 5), at(7, 9)]);
    const kinds = (selected: Row | undefined, above: number) =>
      layOutRows(rows, selected, above, 10).lines.map((line) =>
        line.kind === 'gap' ? line.gap.to : line.kind,
      );
    const expected = ['day', START + 9 * hour, 'row', START + 5 * hour, 'row', 'row'];
    expect(kinds(rows.first(), 0)).toEqual(expected);
    expect(kinds(rows.last(), 9)).toEqual(expected);
  });

  it('is not put between the events of an open stack', () => {
    const events = [about('a', '1', 0), about('a', '1', 6), about('b', '1', 7)];
    const { source, feed } = feedOf(events);
    const rows = new Rows(feed.index, [source.slotOf(events[0]!)], [at(2, 5)]);
    const { lines } = layOutRows(rows, rows.first(), 0, 10);
    expect(lines.map(({ kind }) => kind)).toEqual(['day', 'row', 'row', 'row', 'row']);
  });
});
