import chalk, { type ColorSupportLevel } from 'chalk';
import { afterEach, describe, expect, it } from 'vitest';
import { setColorDepth } from '../../src/commands/terminal-colors.ts';
import { safe } from '../../src/safe-text.ts';
import { styledLine } from '../../src/ui/styled-line.ts';
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
function drawnWith(bits: number): string {
  const env: NodeJS.ProcessEnv = {};
  setColorDepth({ getColorDepth: () => bits }, env);
  // In the program chalk reads it when it is loaded, which in a test was long ago.
  chalk.level = Number(env.FORCE_COLOR) as ColorSupportLevel;
  return styledLine(LINE);
}

describe('a styled line', () => {
  it.each([
    [24, '\u001B[38;2;229;112;0m▌\u001B[39m'],
    [8, '\u001B[38;5;172m▌\u001B[39m'],
    [4, '\u001B[31m▌\u001B[39m'],
  ])('has its colours as %i bits allow', (bits, bar) => {
    const drawn = drawnWith(bits);
    expect(drawn.startsWith(bar)).toBe(true);
    expect(drawn).toContain('\u001B[31m\u001B[7mError\u001B[27m\u001B[39m end');
  });

  it('keeps what carries the meaning where there are no colours', () => {
    expect(drawnWith(1)).toContain('\u001B[1m\u001B[4mtitle\u001B[24m\u001B[22m\u001B[2m \u001B[22m');
  });
});
