import chalk, { type ForegroundColorName, foregroundColorNames } from 'chalk';
import { linkedStyle, styleBetween } from './cell-style.ts';
import { applySgr } from './sgr.ts';
import type { Line, Segment } from './theme.ts';

type Look = Omit<Segment, 'text'>;

const SGR = /\u001B\[([\d;]*)m/g;

/**
 * A line as the terminal gets it: the only place that adds escape sequences to what is drawn: SGR, and OSC 8
 * for links.
 * From one style to the next by the shortest way, as Ink reads every character of it.
 */
export function styledLine(line: Line): string {
  let drawn = '';
  let style = '';
  for (const segment of line) {
    const next = linkedStyle(styleOf(segment), segment.href);
    drawn += styleBetween(style, next) + segment.text;
    style = next;
  }
  return drawn + styleBetween(style, '');
}

/**
 * Says how many colours there are. Without any there still are bold, inverse and underline, which then carry the meaning:
 * chalk by itself would leave them out too.
 *
 * @param bits of colour: 24, 8, 4, or 1 for none
 */
export function drawWithBits(bits: number): void {
  chalk.level = bits >= 24 ? 3 : bits >= 8 ? 2 : 1;
}

/** The few styles there are, by what they are made from. */
const known = new Map<string, string>();

function styleOf(look: Look): string {
  const { color, bold, dim, inverse, underline } = look;
  const key = `${chalk.level} ${color} ${bold} ${dim} ${inverse} ${underline}`;
  let style = known.get(key);
  if (style === undefined) {
    const [opening = ''] = chalked(look)(' ').split(' ');
    style = Array.from(opening.matchAll(SGR), ([, codes = '']) => codes).reduce(applySgr, '');
    known.set(key, style);
  }
  return style;
}

function chalked({ color, bold, dim, inverse, underline }: Look) {
  let style = chalk;
  if (typeof color === 'number') style = style.ansi256(color);
  else if (color !== undefined) style = isNamed(color) ? style[color] : style.hex(color);
  if (bold) style = style.bold;
  if (dim) style = style.dim;
  if (inverse) style = style.inverse;
  if (underline) style = style.underline;
  return style;
}

function isNamed(color: string): color is ForegroundColorName {
  return (foregroundColorNames as readonly string[]).includes(color);
}
