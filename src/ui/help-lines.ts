import { joinSafe, type SafeText, safe } from '../safe-text.ts';
import { fitToWidth } from './format.ts';
import { type Focus, type KeyBinding, keyName } from './keys.ts';
import { plain } from './line.ts';
import type { Look } from './services.ts';
import type { Line, Theme } from './theme.ts';

const PLACES: readonly { focus: Focus; title: SafeText }[] = [
  { focus: 'timeline', title: safe`Timeline` },
  { focus: 'inspector', title: safe`Details` },
  { focus: 'search', title: safe`Search` },
  { focus: 'setup', title: safe`Set-up` },
  { focus: 'url', title: safe`Set-up, while the web address is written` },
];

/** Every key, grouped by where it works, made from the key table. */
export function helpLines(width: number, { theme, keys }: Look): Line[] {
  const told = new Set<KeyBinding>();
  return PLACES.flatMap(({ focus, title: heading }) => {
    const bindings = keys.filter(
      (binding) => binding.in.includes(focus) && binding.keys.length > 0 && !told.has(binding),
    );
    for (const binding of bindings) told.add(binding);
    return [
      plain(heading, { bold: true, underline: true }),
      ...bindings.map((binding) => keyLine(binding, width, theme)),
      [],
    ];
  });
}

const DIGITS = safe`1 2 3 4 5 6 7 8 9 0`;

function keyLine({ keys, help }: KeyBinding, width: number, theme: Theme): Line {
  const names = joinSafe(keys.map(keyName), safe` `);
  const shown = names === DIGITS ? safe`1–9 0` : names;
  return [
    {
      text: safe`  ${fitToWidth(shown, Math.min(18, Math.floor(width / 3)))}`,
      color: theme.accent,
      bold: true,
    },
    { text: help },
  ];
}
