import { type SafeText, safe, safeText } from '../safe-text.ts';
import { fitToWidth } from './format.ts';
import { type Focus, KEYS, type KeyBinding, keyName } from './keys.ts';
import { plain } from './line.ts';
import type { Line, Theme } from './theme.ts';

const PLACES: readonly { focus: Focus; title: SafeText }[] = [
  { focus: 'timeline', title: safe`Timeline` },
  { focus: 'inspector', title: safe`Details` },
  { focus: 'search', title: safe`Search` },
  { focus: 'setup', title: safe`Set-up` },
  { focus: 'url', title: safe`Set-up, while the web address is written` },
];

/** Every key, grouped by where it works, made from the key table. */
export function helpLines(width: number, theme: Theme): Line[] {
  const told = new Set<KeyBinding>();
  return PLACES.flatMap(({ focus, title: heading }) => {
    const bindings = KEYS.filter((binding) => binding.in.includes(focus) && !told.has(binding));
    for (const binding of bindings) told.add(binding);
    return [
      plain(heading, { bold: true, underline: true }),
      ...bindings.map((binding) => keyLine(binding, width, theme)),
      [],
    ];
  });
}

function keyLine({ keys, help }: KeyBinding, width: number, theme: Theme): Line {
  const shown = keys.length > 5 ? safe`1–9 0` : safeText(keys.map(keyName).join(' '));
  return [
    {
      text: safe`  ${fitToWidth(shown, Math.min(18, Math.floor(width / 3)))}`,
      color: theme.accent,
      bold: true,
    },
    { text: help },
  ];
}
