import { type SafeText, safe, safeLines, safeText } from '../safe-text.ts';
import { fitToWidth, wrapToWidth } from './format.ts';
import { type Focus, KEYS, type KeyBinding, keyName } from './keys.ts';
import { plain } from './line.ts';
import type { SetupGuide } from './services.ts';
import type { Line, Theme } from './theme.ts';

/** The screen that connects a sender: first run, nothing received yet, or asked for by its key. */
export function setupLines(guide: SetupGuide, empty: boolean, width: number, theme: Theme): Line[] {
  // Not indented: what is marked with the mouse must run as it is, and a here-document ends at column one.
  const block = (text: string) =>
    safeLines(text)
      .flatMap((line) => wrapToWidth(line, width))
      .map((line) => plain(line, { color: theme.accent }));
  const prose = (text: SafeText) => wrapToWidth(text, width).map((line) => plain(line));
  return [
    ...title(
      empty ? safe`No events yet. Listening on ${safeText(guide.endpoint)}` : safe`Connect Proxmox`,
      width,
    ),
    ...guide.notes.flatMap(({ text, command }) => [...prose(text), ...block(command)]),
    [],
    ...tokenLines(guide, prose, block),
    ...title(
      safe`Try it: in another terminal, paste this (c copies it). The probe appears on this screen.`,
      width,
    ),
    ...block(guide.curl),
    [],
    ...title(safe`On a Proxmox VE node (8.3 or later), as root, paste this (p copies it).`, width),
    ...block(guide.shell),
    [],
    ...title(safe`Or in its web interface: Datacenter → Notifications → Add → Webhook.`, width),
    ...guide.fields.flatMap(([label, value]) => [plain(safeText(label), { dim: true }), ...block(value)]),
  ];
}

function tokenLines(
  { token }: SetupGuide,
  prose: (text: SafeText) => Line[],
  block: (text: string) => Line[],
): Line[] {
  if (token === undefined) return [];
  return [
    ...prose(
      safe`A token named "proxmox", bound to com.proxmox, was made. It is shown in this run only (t copies it):`,
    ),
    ...block(token),
    [],
  ];
}

function title(text: SafeText, width: number): Line[] {
  return wrapToWidth(text, width).map((line) => plain(line, { bold: true }));
}

const PLACES: readonly { focus: Focus; title: SafeText }[] = [
  { focus: 'timeline', title: safe`Timeline` },
  { focus: 'inspector', title: safe`Details` },
  { focus: 'search', title: safe`Search` },
  { focus: 'setup', title: safe`Set-up` },
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
