import chalk from 'chalk';
import { afterEach, describe, expect, it } from 'vitest';
import { safe } from '../../src/safe-text.ts';
import { drawWithBits, styledLine } from '../../src/ui/styled-line.ts';
import type { Line } from '../../src/ui/theme.ts';

const LINE: Line = [
  { text: safe`▌`, color: '#E57000' },
  { text: safe`title`, bold: true, underline: true },
  { text: safe` `, dim: true },
  { text: safe`Error`, color: 'red', inverse: true },
  { text: safe`` },
  { text: safe` end` },
];

const { level } = chalk;
afterEach(() => {
  chalk.level = level;
});

/** The line as a terminal of so many bits of colour gets it. */
function drawnWith(bits: number, line = LINE): string {
  drawWithBits(bits);
  return styledLine(line);
}

describe('a styled line', () => {
  it.each([
    [24, '38;2;229;112;0'],
    [8, '38;5;172'],
    [4, '31'],
  ])('has its colours as %i bits allow', (bits, orange) => {
    expect(drawnWith(bits)).toBe(
      [
        `\u001B[${orange}m▌`,
        '\u001B[0;1;4mtitle',
        '\u001B[0;2m ',
        '\u001B[0;31;7mError',
        '\u001B[0m end',
      ].join(''),
    );
  });

  it('keeps what carries the meaning where there are no colours', () => {
    const plain: Line = LINE.map((segment) => ({ ...segment, color: undefined }));
    expect(drawnWith(1, plain)).toBe('▌\u001B[1;4mtitle\u001B[0;2m \u001B[0;7mError\u001B[0m end');
  });
});
