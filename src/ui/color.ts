/** What sets a colour on the terminal: a name of its sixteen, #RRGGBB, or the number of one of its 256. */
export type Color = string | number;

type Rgb = readonly [red: number, green: number, blue: number];

/** The sixteen as xterm has them; a terminal may have others. */
const NAMED: readonly (readonly [name: string, hex: string])[] = [
  ['black', '#000000'],
  ['red', '#CD0000'],
  ['green', '#00CD00'],
  ['yellow', '#CDCD00'],
  ['blue', '#0000EE'],
  ['magenta', '#CD00CD'],
  ['cyan', '#00CDCD'],
  ['white', '#E5E5E5'],
  ['gray', '#7F7F7F'],
  ['redBright', '#FF0000'],
  ['greenBright', '#00FF00'],
  ['yellowBright', '#FFFF00'],
  ['blueBright', '#5C5CFF'],
  ['magentaBright', '#FF00FF'],
  ['cyanBright', '#00FFFF'],
  ['whiteBright', '#FFFFFF'],
];
/** The steps of the cube of 216 colours, which has the numbers from 16; 24 grays follow it. */
const CUBE = [0, 95, 135, 175, 215, 255];

/** Backgrounds that text may stand on, as #RRGGBB, and the contrast that it has to have with each of them. */
export interface Ground {
  backgrounds: readonly string[];
  /** As WCAG 2 counts it: from 1 to 21. */
  contrast: number;
}

/** The contrast of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrastOf(one: string, other: string): number {
  const [a, b] = [luminance(rgbOf(one)), luminance(rgbOf(other))];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/**
 * A colour that can be read on a ground: the colour itself, or else the nearest to it on the way to black or to white.
 * Where backgrounds are so far apart that no colour does for all, what is as good as black or white.
 *
 * @param hex #RRGGBB
 */
export function readableOn(hex: string, ground: Ground): string {
  if (isReadable(hex, ground)) return hex;
  for (let step = 1; step <= STEPS; step += 1) {
    for (const end of ['#000000', '#FFFFFF']) {
      const moved = mix(hex, end, step / STEPS);
      if (isReadable(moved, ground)) return moved;
    }
  }
  return hex;
}

const STEPS = 64;

/**
 * The colour for a terminal of so many colours that looks most like another one, and can be read on the ground.
 *
 * @param hex #RRGGBB
 * @param bits of colour, as Node's `getColorDepth` counts them: 4, 8 or 24
 */
export function colorFor(hex: string, bits: number, ground: Ground): Color {
  const readable = readableOn(hex, ground);
  if (bits >= 24) return readable;
  if (bits >= 8) return nearest(readable, NUMBERED, ground, 1);
  // Every terminal has its own sixteen, toned to its background: the hue is what can be relied on.
  return nearest(hex, NAMED, { ...ground, contrast: 2 }, 0.5);
}

function isReadable(hex: string, { backgrounds, contrast }: Ground): boolean {
  return backgrounds.every((background) => contrastOf(hex, background) >= contrast);
}

/** @param weight how much a difference in lightness counts beside one in hue */
function nearest<C extends Color>(
  hex: string,
  colors: readonly (readonly [color: C, hex: string])[],
  ground: Ground,
  weight: number,
): C {
  const wanted = oklab(rgbOf(hex));
  const distance = (other: string) => {
    const [light, a, b] = oklab(rgbOf(other)).map((value, at) => value - wanted[at]!) as unknown as Rgb;
    return (light * weight) ** 2 + a ** 2 + b ** 2;
  };
  const fitting = colors.filter(([, shade]) => isReadable(shade, ground));
  return fitting.reduce((best, each) => (distance(each[1]) < distance(best[1]) ? each : best))[0];
}

/** What the numbers from 16 stand for; those below are the terminal's own sixteen, whatever they are. */
const NUMBERED: readonly (readonly [number, string])[] = [
  ...CUBE.flatMap((red) => CUBE.flatMap((green) => CUBE.map((blue) => hexOf([red, green, blue])))),
  ...Array.from({ length: 24 }, (_, at) => hexOf([8 + 10 * at, 8 + 10 * at, 8 + 10 * at])),
].map((hex, at) => [16 + at, hex] as const);

function mix(from: string, to: string, part: number): string {
  const end = rgbOf(to);
  const mixed = rgbOf(from).map((value, at) => Math.round(value + (end[at]! - value) * part));
  return hexOf(mixed as unknown as Rgb);
}

function rgbOf(hex: string): Rgb {
  const number = Number.parseInt(hex.slice(1), 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}

function hexOf(rgb: Rgb): string {
  return `#${rgb.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function luminance(rgb: Rgb): number {
  const [red, green, blue] = linear(rgb);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function linear(rgb: Rgb): Rgb {
  return rgb.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
}

/** Where distances are as the eye has them (Björn Ottosson, "A perceptual color space for image processing", 2020). */
function oklab(rgb: Rgb): Rgb {
  const [red, green, blue] = linear(rgb);
  const long = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const middle = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const short = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short,
    1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short,
    0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short,
  ];
}
