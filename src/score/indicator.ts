/** Circles with the colour that terminals draw them in, or close to it. */
const CIRCLES: readonly (readonly [string, number, number, number])[] = [
  ['🔴', 221, 46, 68],
  ['🟠', 244, 144, 12],
  ['🟡', 253, 203, 88],
  ['🟢', 120, 177, 89],
  ['🔵', 85, 172, 238],
  ['🟣', 170, 142, 214],
  ['🟤', 193, 105, 79],
  ['⚫', 49, 55, 61],
  ['⚪', 230, 231, 232],
];
const NAMES: Record<string, string> = {
  red: '🔴',
  crimson: '🔴',
  orange: '🟠',
  yellow: '🟡',
  gold: '🟡',
  green: '🟢',
  mint: '🟢',
  lime: '🟢',
  blue: '🔵',
  cyan: '🔵',
  teal: '🔵',
  navy: '🔵',
  purple: '🟣',
  violet: '🟣',
  indigo: '🟣',
  magenta: '🟣',
  pink: '🟣',
  brown: '🟤',
  black: '⚫',
  gray: '⚪',
  grey: '⚪',
  white: '⚪',
};

/** What an indicator rule shows: its emoji, or the circle closest to the colour that old files have instead. */
export function indicatorOf({
  emoji,
  color,
}: {
  emoji?: string | undefined;
  color?: string | undefined;
}): string | undefined {
  if (emoji) return emoji;
  if (!color) return undefined;
  const hex = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
  if (!hex) return Object.hasOwn(NAMES, color.toLowerCase()) ? NAMES[color.toLowerCase()] : '⚪';
  const [r, g, b] = hex.slice(1).map((digits) => Number.parseInt(digits, 16)) as [number, number, number];
  const distance = ([, red, green, blue]: (typeof CIRCLES)[number]) =>
    (red - r) ** 2 + (green - g) ** 2 + (blue - b) ** 2;
  return CIRCLES.reduce((nearest, each) => (distance(each) < distance(nearest) ? each : nearest))[0];
}
