import { describe, expect, it } from 'vitest';
import { THEMES } from '../../src/config.ts';
import { LEVELS } from '../../src/event.ts';
import { contrastOf } from '../../src/ui/color.ts';
import type { Theme } from '../../src/ui/theme.ts';
import { DESIGNS, themeNamed } from '../../src/ui/themes.ts';

const NAMES = Object.keys(DESIGNS) as (keyof typeof DESIGNS)[];
const SCORES = ['#E57000', '#B85C00', '#7A8B52', '#000000', '#FFFFFF', '#FFFF00', '#0000FF'];

function colorsOf(theme: Theme): (string | number | undefined)[] {
  const own = [theme.accent, theme.good, theme.bad, ...LEVELS.map((level) => theme.levels[level].color)];
  return [...own, ...SCORES.map((hex) => theme.scoreColor(hex)), theme.scoreColor(undefined)];
}

describe('a theme', () => {
  it.each(NAMES)('%s has colours that can be read on its background, and so have the scores', (name) => {
    const { backgrounds, contrast } = DESIGNS[name].ground;
    const drawn = colorsOf(themeNamed(name, 24)).filter((color) => color !== 'gray');
    expect(drawn).toHaveLength(8 + SCORES.length);
    for (const color of drawn)
      for (const background of backgrounds)
        expect(contrastOf(String(color), background), `${color}`).toBeGreaterThanOrEqual(contrast);
  });

  it.each(NAMES)('%s tells every level from every other, with all colours, 256 and sixteen', (name) => {
    for (const bits of [24, 8, 4]) {
      const { levels } = themeNamed(name, bits);
      expect(new Set(LEVELS.map((level) => levels[level].color)).size).toBe(LEVELS.length);
    }
  });

  it.each(THEMES)('%s draws with no more colours than the terminal has', (name) => {
    for (const color of colorsOf(themeNamed(name, 8))) expect(String(color)).not.toContain('#');
    for (const color of colorsOf(themeNamed(name, 4))) expect(String(color)).toMatch(/^[a-z]+(Bright)?$/);
    expect(colorsOf(themeNamed(name, 1)).every((color) => color === undefined)).toBe(true);
  });

  it('plain has no colour at all, and every level its own sign', () => {
    const plain = themeNamed('plain', 24);
    expect(colorsOf(plain).every((color) => color === undefined)).toBe(true);
    expect(new Set(LEVELS.map((level) => plain.levels[level].glyph)).size).toBe(LEVELS.length);
  });

  it("by default has the terminal's own colours, and the scores' where they can be read on light and dark", () => {
    const { levels, accent, scoreColor } = themeNamed('default', 24);
    expect([accent, levels.error.color, levels.warning.color]).toEqual(['cyan', 'red', 'yellow']);
    expect(scoreColor('#E57000')).toBe('#E57000');
    expect(scoreColor('#FFFF00')).not.toBe('#FFFF00');
  });

  it('light has no yellow', () => {
    for (const bits of [8, 4]) {
      const drawn = colorsOf(themeNamed('light', bits));
      for (const yellow of ['yellow', 'yellowBright', 11, 220, 226, 227, 228])
        expect(drawn).not.toContain(yellow);
    }
  });
});

/** What eyes without one kind of cone see (Machado, Oliveira and Fernandes, 2009, severity 1), in linear sRGB. */
const EYES = {
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

/** In OKLab, times 100. */
function seenBy(hex: string, eyes: readonly (readonly number[])[]): number[] {
  const linear = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const times = (matrix: readonly (readonly number[])[], vector: readonly number[]) =>
    matrix.map((row) => row.reduce((sum, weight, at) => sum + weight * vector[at]!, 0));
  const seen = times(eyes, linear).map((value) => Math.min(1, Math.max(0, value)));
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    seen,
  ).map(Math.cbrt);
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    cones,
  ).map((value) => value * 100);
}

/** How far apart the two colours are that are closest to such eyes. */
function closest(hexes: readonly string[], eyes: keyof typeof EYES): number {
  const seen = hexes.map((hex) => seenBy(hex, EYES[eyes]));
  const distances = seen.flatMap((one, at) =>
    seen.slice(at + 1).map((other) => Math.hypot(...one.map((value, axis) => value - other[axis]!))),
  );
  return Math.min(...distances);
}

describe('the colour-blind theme', () => {
  const shown = LEVELS.map((level) => String(themeNamed('colour-blind', 24).levels[level].color));
  const original = ['#0072B2', '#009E73', '#E69F00', '#D55E00', '#CC79A7'];

  it.each(['protan', 'deutan'] as const)(
    'has levels that %s eyes tell apart, better than the original',
    (eyes) => {
      expect(closest(shown, eyes)).toBeGreaterThan(10);
      expect(closest(original, eyes)).toBeLessThan(10);
    },
  );

  it('is needed: other themes do not keep them apart', () => {
    const { levels } = DESIGNS.dark;
    const dark = LEVELS.map((level) => levels[level][0]);
    expect(closest(dark, 'deutan')).toBeLessThan(5);
  });
});
