import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { colorFor, contrastOf, type Ground, readableOn } from '../../src/ui/color.ts';

const WHITE: Ground = { backgrounds: ['#FFFFFF'], contrast: 4.5 };
const DARK: Ground = { backgrounds: ['#282C34'], contrast: 4.5 };
const BOTH: Ground = { backgrounds: ['#282C34', '#FFFFFF'], contrast: 3 };
const GROUNDS = [WHITE, DARK, BOTH];

const anyColor = fc
  .integer({ min: 0, max: 0xffffff })
  .map((number) => `#${number.toString(16).padStart(6, '0')}`);

describe('the contrast of two colours', () => {
  it.each([
    ['#000000', '#FFFFFF', 21],
    ['#FFFFFF', '#FFFFFF', 1],
    ['#777777', '#FFFFFF', 4.48],
    ['#FFFF00', '#FFFFFF', 1.07],
    ['#E57000', '#FFFFFF', 3.16],
  ])('of %s and %s is %f', (one, other, contrast) => {
    expect(contrastOf(one, other)).toBeCloseTo(contrast, 1);
    expect(contrastOf(other, one)).toBe(contrastOf(one, other));
  });
});

describe('a colour on a ground', () => {
  it.each([
    ['#E57000', BOTH, '#E57000'],
    ['#0550AE', WHITE, '#0550AE'],
    ['#FFFF00', DARK, '#FFFF00'],
  ])('%s stays as it is where it can be read', (hex, ground, shown) => {
    expect(readableOn(hex, ground)).toBe(shown);
  });

  it('is moved no further than until it can be read, whatever it is', () => {
    fc.assert(
      fc.property(anyColor, fc.constantFrom(...GROUNDS), (hex, ground) => {
        const shown = readableOn(hex, ground);
        const least = Math.min(...ground.backgrounds.map((background) => contrastOf(shown, background)));
        expect(least).toBeGreaterThanOrEqual(ground.contrast);
        if (shown !== hex) expect(least).toBeLessThan(ground.contrast + 0.5);
      }),
    );
  });

  it('keeps its hue when it is moved', () => {
    const [red, green, blue] = [1, 3, 5].map((at) =>
      Number.parseInt(readableOn('#FFFF00', WHITE).slice(at, at + 2), 16),
    );
    expect(red).toBe(green);
    expect(blue).toBe(0);
  });
});

describe('the colour for a terminal', () => {
  it.each([
    ['#E57000', 24, BOTH, '#E57000'],
    ['#E57000', 8, BOTH, 166],
    ['#E57000', 4, BOTH, 'red'],
    ['#D75F00', 8, BOTH, 166],
    ['#FFFF00', 8, DARK, 226],
    ['#FFFF00', 4, DARK, 'yellowBright'],
    ['#FFFF00', 4, WHITE, 'green'],
    ['#808080', 8, BOTH, 244],
    ['#0000FF', 4, DARK, 'blueBright'],
    ['#0000FF', 4, WHITE, 'blue'],
  ])('%s at %i bits is the nearest that can be read', (hex, bits, ground, color) => {
    expect(colorFor(hex, bits, ground)).toBe(color);
  });

  it('is never yellow, white or bright green on white, however few there are', () => {
    fc.assert(
      fc.property(anyColor, (hex) => {
        expect(['yellow', 'yellowBright', 'white', 'whiteBright', 'greenBright', 'cyanBright']).not.toContain(
          colorFor(hex, 4, WHITE),
        );
      }),
    );
  });
});
