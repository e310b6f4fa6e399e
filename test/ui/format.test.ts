import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeText } from '../../src/safe-text.ts';
import {
  ago,
  cutStartToWidth,
  cutToWidth,
  dayLabel,
  displayWidth,
  fitToWidth,
  wrapToWidth,
} from '../../src/ui/format.ts';

const texts = fc
  .array(fc.constantFrom('a', ' ', '日', '😀', 'e\u0301', '👩‍👩‍👧', '🇩🇪', 'ﷺ', 'א', '…', 'abc def '))
  .map((parts) => safeText(parts.join('')));

describe('text of any script', () => {
  it('never takes more cells than it is given', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 40 }), (text, width) => {
        expect(displayWidth(cutToWidth(text, width))).toBeLessThanOrEqual(width);
        expect(displayWidth(cutStartToWidth(text, width))).toBeLessThanOrEqual(width);
        expect(displayWidth(fitToWidth(text, width))).toBe(width);
        for (const line of wrapToWidth(text, Math.max(2, width))) {
          expect(displayWidth(line)).toBeLessThanOrEqual(Math.max(2, width));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('hangs lines after the first by an indent, with their blanks kept', () => {
    expect(wrapToWidth(safeText('5/v  Copy VMID – the event has no VMID'), 16, 5)).toEqual([
      '5/v  Copy VMID –',
      '     the event',
      '     has no VMID',
    ]);
  });

  it('hangs marked text by its cells, not by its code units', () => {
    const text = safeText(`${'e\u0301\u0301\u0301'.repeat(5)} ${'x'.repeat(30)}`);
    for (const line of wrapToWidth(text, 20, 7)) expect(displayWidth(line)).toBeLessThanOrEqual(20);
  });

  it('loses nothing but blanks when it is broken into lines', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 40 }), (text, width) => {
        const joined = wrapToWidth(text, width).join('');
        expect(joined.replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });

  it.each([
    ['Backup completed', 10, 'Backup co…'],
    ['日本語', 5, '日本…'],
    ['日本語', 4, '日…'],
    ['short', 10, 'short'],
  ])('%s in %i cells is %s', (text, width, cut) => {
    expect(cutToWidth(safeText(text), width)).toBe(cut);
  });

  it('is cut at its start where its end tells it apart', () => {
    expect(cutStartToWidth(safeText('proxmox-node-02/101'), 10)).toBe('…de-02/101');
  });
});

describe('times', () => {
  const now = new Date(2026, 3, 29, 12).getTime();
  const day = 86_400_000;

  it.each([
    [0, 'just now'],
    [4 * 60_000, '4 min ago'],
    [3 * 3_600_000, '3 h ago'],
    [12 * day, '12 days ago'],
    [-5 * 60_000, 'in 5 min'],
  ])('%i ms before now are %s', (before, text) => {
    expect(ago(now - before, now)).toBe(text);
  });

  it.each([
    [0, 'Today'],
    [day, 'Yesterday'],
    [15 * day, 'Tue 14 Apr'],
    [365 * day, 'Tue 29 Apr 2025'],
  ])('a day %i ms back is %s', (before, text) => {
    expect(dayLabel(now - before, now)).toBe(text);
  });
});
