import type { Level } from '../event.ts';
import { type SafeText, safe } from '../safe-text.ts';

/** A piece of a line, drawn in one style. */
export interface Segment {
  text: SafeText;
  /** A colour name of the terminal's sixteen, or #RRGGBB. */
  color?: string | undefined;
  bold?: boolean;
  dim?: boolean;
  inverse?: boolean;
  underline?: boolean;
  /** The address it leads to, one that the URL policy allows. */
  href?: SafeText;
}

/** A line of the screen. */
export type Line = readonly Segment[];

/** How things look. The terminal's own colours, so that light and dark both read well. */
export interface Theme {
  levels: Record<Level, { color: string | undefined; glyph: SafeText }>;
  accent: string | undefined;
  good: string | undefined;
  bad: string | undefined;
  /** A score's own colour, or nothing where colour is off. */
  scoreColor(hex: string | undefined): string | undefined;
}

/** Each level has a shape of its own: colour alone says nothing to many eyes and under NO_COLOR. */
const GLYPHS: Record<Level, SafeText> = {
  info: safe`·`,
  ok: safe`✓`,
  warning: safe`▲`,
  error: safe`✗`,
  critical: safe`◆`,
};

const COLORS: Record<Level, string> = {
  info: 'blue',
  ok: 'green',
  warning: 'yellow',
  error: 'red',
  critical: 'magenta',
};

export function makeTheme(colors: boolean): Theme {
  function level(name: Level) {
    return { color: colors ? COLORS[name] : undefined, glyph: GLYPHS[name] };
  }
  return {
    levels: {
      info: level('info'),
      ok: level('ok'),
      warning: level('warning'),
      error: level('error'),
      critical: level('critical'),
    },
    accent: colors ? 'cyan' : undefined,
    good: colors ? 'green' : undefined,
    bad: colors ? 'red' : undefined,
    scoreColor: (hex) => (colors ? (hex ?? 'gray') : undefined),
  };
}
