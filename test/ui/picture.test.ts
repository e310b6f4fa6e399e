import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safe, safeText } from '../../src/safe-text.ts';
import type { Frame } from '../../src/ui/frame.ts';
import { layOutScreen } from '../../src/ui/layout.ts';
import { lineWidth, plain } from '../../src/ui/line.ts';
import { pictureOf } from '../../src/ui/picture.ts';
import type { Line } from '../../src/ui/theme.ts';

function frame(columns: number, rows: number, fields: Partial<Frame> = {}): Frame {
  return {
    layout: layOutScreen(columns, rows, 3),
    focus: 'timeline',
    head: [plain(safe`top`), plain(safe`strip`)],
    main: [plain(safe`first`), plain(safe`second`)],
    side: [plain(safe`details`)],
    foot: plain(safe`keys`),
    row: undefined,
    entry: undefined,
    actions: [],
    scrollMax: 0,
    scrollPage: 1,
    ...fields,
  };
}

function textOf(lines: readonly Line[]): string[] {
  return lines.map((line) =>
    line
      .map(({ text }) => text)
      .join('')
      .trimEnd(),
  );
}

describe('the rows of a screen', () => {
  it('has the inspector beside the timeline where there is room', () => {
    const picture = textOf(pictureOf(frame(120, 12), 120, 12));
    expect(picture).toHaveLength(12);
    expect(picture.slice(0, 5)).toEqual([
      'top',
      'strip',
      `${'first'.padEnd(69)} │ details`,
      `${'second'.padEnd(69)} │`,
      `${''.padEnd(69)} │`,
    ]);
    expect(picture.at(-1)).toBe('keys');
  });

  it('has it below a rule where the terminal is narrower and tall', () => {
    const picture = textOf(pictureOf(frame(80, 40), 80, 40));
    const rule = picture.indexOf('─'.repeat(80));
    expect(picture).toHaveLength(40);
    expect(picture[rule + 1]).toBe('details');
    expect(rule).toBe(2 + layOutScreen(80, 40, 3).list.height);
  });

  it('marks where the keys go', () => {
    const rule = (focus: 'timeline' | 'inspector') =>
      pictureOf(frame(120, 12, { focus }), 120, 12)[2]!.find(({ text }) => text === ' │ ');
    expect(rule('timeline')).toMatchObject({ dim: true });
    expect(rule('inspector')).toMatchObject({ dim: false });
  });

  it('says so where there is no room', () => {
    expect(textOf(pictureOf(frame(39, 9), 39, 9))).toEqual(['tempo-tui needs 40×10; this is 39×9']);
    expect(textOf(pictureOf(frame(20, 8), 20, 8))).toEqual(['tempo-tui needs', '40×10; this is 20×8']);
    expect(textOf(pictureOf(frame(1, 1), 1, 1))).toHaveLength(1);
  });

  it('never has more rows than there are nor wider ones, whatever the lines hold', () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 150 }).map((text) => plain(safeText(text)));
    const lines = fc.array(line, { maxLength: 30 });
    const size = fc.tuple(fc.integer({ min: 1, max: 130 }), fc.integer({ min: 1, max: 45 }));
    fc.assert(
      fc.property(lines, fc.option(lines), line, size, (main, side, foot, [columns, rows]) => {
        const drawn = frame(columns, rows, { main, side: side ?? undefined, foot });
        const picture = pictureOf(drawn, columns, rows);
        expect(picture.length).toBeLessThanOrEqual(rows);
        for (const each of picture) expect(lineWidth(each)).toBeLessThanOrEqual(columns);
      }),
    );
  });
});
