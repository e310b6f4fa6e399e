import { type SafeText, safe } from '../safe-text.ts';
import { wrapToWidth } from './format.ts';
import { keyHint } from './keys.ts';
import { plain } from './line.ts';
import type { Look, TimelineServices } from './services.ts';
import type { Line } from './theme.ts';

/** What stands in the demo where the set-up stands else: what this is, and how to start for real. */
export function demoLines(
  { start }: NonNullable<TimelineServices['demo']>,
  width: number,
  { theme, keys }: Look,
): Line[] {
  const lines = (text: SafeText, style: Parameters<typeof plain>[1] = {}) =>
    wrapToWidth(text, width).map((line) => plain(line, style));
  const what = safe`The cluster, its backup server and all they tell are made up and in memory alone:`;
  const limits = safe`no port is open, nothing is written, and all of it is gone when you quit.`;
  return [
    ...lines(safe`This is a demo`, { bold: true }),
    ...lines(safe`${what} ${limits}`),
    [],
    ...lines(safe`To start for real, quit${keyHint('quit', keys, (key) => safe` (${key})`)} and run:`, {
      bold: true,
    }),
    ...lines(start, { color: theme.accent }),
    [],
    ...lines(
      safe`It makes a token on its first run${keyHint('setup', keys, (key) => safe`, and ${key} shows there what connects Proxmox`)}.`,
    ),
  ];
}
