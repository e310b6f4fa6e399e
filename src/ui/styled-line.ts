// Ink draws with this version of it, and how many colours there are is settled for both at once.
import chalk, { type ForegroundColorName, foregroundColorNames } from 'chalk';
import type { Line, Segment } from './theme.ts';

/** A line as the terminal gets it: the only place that adds escape sequences to what is drawn, and SGR only. */
export function styledLine(line: Line): string {
  return line.map(styled).join('');
}

function styled({ text, color, bold, dim, inverse, underline }: Segment): string {
  let style = chalk;
  if (color !== undefined) style = isNamed(color) ? style[color] : style.hex(color);
  if (bold) style = style.bold;
  if (dim) style = style.dim;
  if (inverse) style = style.inverse;
  if (underline) style = style.underline;
  return style(text);
}

function isNamed(color: string): color is ForegroundColorName {
  return (foregroundColorNames as readonly string[]).includes(color);
}
