import type { Level } from '../event.ts';
import { type SafeText, safe } from '../safe-text.ts';
import type { Color } from './color.ts';

/**
 * What a click on a piece of a line does: press a key, run an action by its place, open a stack or close it, choose a
 * command of the help by its place.
 */
export type Click =
  | { does: 'key'; key: string }
  | { does: 'action' | 'choose'; at: number }
  | { does: 'unfold' };

/** A piece of a line, drawn in one style. */
export interface Segment {
  text: SafeText;
  color?: Color | undefined;
  bold?: boolean;
  dim?: boolean;
  inverse?: boolean;
  underline?: boolean;
  /** The address it leads to, one that the URL policy allows. */
  href?: SafeText;
  click?: Click;
}

/** A line of the screen. */
export type Line = readonly Segment[];

/** The colours of a theme. The background is the terminal's own in every one of them. */
export interface Palette {
  levels: Readonly<Record<Level, Color>>;
  accent: Color;
  good: Color;
  bad: Color;
  /** What a score's own colour, #RRGGBB, is drawn as; of a score without one too. */
  scoreColor(hex: string | undefined): Color;
}

/** How things look. */
export interface Theme {
  /** Bits of colour that the terminal has: 24, 8, 4, or 1 for none. */
  bits: number;
  levels: Record<Level, { color: Color | undefined; glyph: SafeText }>;
  accent: Color | undefined;
  good: Color | undefined;
  bad: Color | undefined;
  /** A score's own colour, or nothing where colour is off. */
  scoreColor(hex: string | undefined): Color | undefined;
}

/** Each level has a shape of its own: colour alone says nothing to many eyes and under NO_COLOR. */
const GLYPHS: Record<Level, SafeText> = {
  info: safe`·`,
  ok: safe`✓`,
  warning: safe`▲`,
  error: safe`✗`,
  critical: safe`◆`,
};

/** The terminal's own sixteen, so that light and dark both read well. */
export const OWN_COLORS: Palette = {
  levels: { info: 'blue', ok: 'green', warning: 'yellow', error: 'red', critical: 'magenta' },
  accent: 'cyan',
  good: 'green',
  bad: 'red',
  scoreColor: (hex) => hex ?? 'gray',
};

/**
 * @param colors whether there are to be any at all
 * @param bits of colour that the palette was made for
 */
export function makeTheme(colors: boolean, palette = OWN_COLORS, bits = 24): Theme {
  function level(name: Level) {
    return { color: colors ? palette.levels[name] : undefined, glyph: GLYPHS[name] };
  }
  return {
    bits: colors ? bits : 1,
    levels: {
      info: level('info'),
      ok: level('ok'),
      warning: level('warning'),
      error: level('error'),
      critical: level('critical'),
    },
    accent: colors ? palette.accent : undefined,
    good: colors ? palette.good : undefined,
    bad: colors ? palette.bad : undefined,
    scoreColor: (hex) => (colors ? palette.scoreColor(hex) : undefined),
  };
}
