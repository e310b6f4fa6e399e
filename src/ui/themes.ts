import type { ThemeName } from '../config.ts';
import type { Level } from '../event.ts';
import { type Color, colorFor, type Ground } from './color.ts';
import { makeTheme, OWN_COLORS, type Palette, type Theme } from './theme.ts';

/** A colour as #RRGGBB, and which of the sixteen stands for it where there are no more. */
type Shade = readonly [hex: string, name: string];

/** A theme as it is written down: what it is to be read on, and its colours. */
interface Design {
  ground: Ground;
  levels: Readonly<Record<Level, Shade>>;
  accent: Shade;
}

/** A dark background on the light side (One Dark's), and a light one on the dark side (Solarized's). */
export const DARK = '#282C34';
export const LIGHT = '#FDF6E3';

/** Nobody told what the background is: enough contrast with a dark one and with white for bold words and for shapes. */
const ANY_GROUND: Ground = { backgrounds: [DARK, '#FFFFFF'], contrast: 3 };

export const DESIGNS: Readonly<Record<Exclude<ThemeName, 'default' | 'plain'>, Design>> = {
  dark: {
    ground: { backgrounds: [DARK], contrast: 4.5 },
    levels: {
      info: ['#6CB6FF', 'blueBright'],
      ok: ['#57C26B', 'greenBright'],
      warning: ['#E5C07B', 'yellowBright'],
      error: ['#FF7B72', 'redBright'],
      critical: ['#E29BFF', 'magentaBright'],
    },
    accent: ['#56D4DD', 'cyanBright'],
  },
  light: {
    ground: { backgrounds: [LIGHT], contrast: 4.5 },
    levels: {
      info: ['#0550AE', 'blue'],
      ok: ['#116329', 'green'],
      warning: ['#7D4E00', 'magenta'],
      error: ['#B3001E', 'red'],
      critical: ['#8250DF', 'redBright'],
    },
    accent: ['#0E6A75', 'blue'],
  },
  /**
   * The hues are those of Masataka Okabe and Kei Ito, "Color Universal Design: How to make figures and presentations that
   * are friendly to colorblind people" (2008, https://jfly.uni-koeln.de/color/): blue, bluish green, orange, vermillion,
   * reddish purple. Their lightness is another, as Okabe and Ito's orange on white has a contrast of 2.2: here all stand
   * out from white as from dark, and to protan and deutan eyes (Machado, Oliveira and Fernandes, 2009) each pair is
   * further apart than the closest pair of the original. The test has the numbers.
   */
  'colour-blind': {
    ground: ANY_GROUND,
    levels: {
      info: ['#258AFE', 'blue'],
      ok: ['#00A58A', 'cyan'],
      warning: ['#C58700', 'yellow'],
      error: ['#BE563C', 'red'],
      critical: ['#DD22CB', 'magenta'],
    },
    accent: ['#258AFE', 'blue'],
  },
};

/**
 * The theme of a name, as a terminal can show it.
 *
 * @param bits of colour that may be used: 24, 8, 4, or 1 for none
 */
export function themeNamed(name: ThemeName, bits: number): Theme {
  if (name === 'plain' || bits < 4) return makeTheme(false);
  if (name === 'default')
    return makeTheme(true, { ...OWN_COLORS, scoreColor: scoreColors(bits, ANY_GROUND) });
  return makeTheme(true, paletteOf(DESIGNS[name], bits));
}

function paletteOf({ levels, accent, ground }: Design, bits: number): Palette {
  const draw = ([hex, named]: Shade) => (bits < 8 ? named : colorFor(hex, bits, ground));
  const { info, ok, warning, error, critical } = levels;
  return {
    levels: {
      info: draw(info),
      ok: draw(ok),
      warning: draw(warning),
      error: draw(error),
      critical: draw(critical),
    },
    accent: draw(accent),
    good: draw(ok),
    bad: draw(error),
    scoreColor: scoreColors(bits, ground),
  };
}

/** Scores bring few colours, and rows ask for them at each frame. */
function scoreColors(bits: number, ground: Ground): Palette['scoreColor'] {
  const known = new Map<string, Color>();
  return (hex) => {
    if (hex === undefined) return 'gray';
    let color = known.get(hex);
    if (color === undefined) {
      color = colorFor(hex, bits, ground);
      known.set(hex, color);
    }
    return color;
  };
}
