import { type SafeText, safe, safeText } from '../safe-text.ts';
import { clockTime, wrapToWidth } from './format.ts';
import { plain } from './line.ts';
import type { AttachedTo } from './services.ts';
import type { Line, Theme } from './theme.ts';

/** What is to be done is told in at most so many characters. */
const MOST_TODO = 500;

/** That a receiver is not heard, since when and why, and what to do; nothing while it is. All of it can be read. */
export function cutOffLines({ link, restart }: AttachedTo, width: number, theme: Theme): Line[] {
  const now = link();
  if (now.kind === 'live') return [];
  const command = now.todo === undefined ? (restart?.() ?? safe``) : safe``;
  const texts: SafeText[] = [
    safe`✗ Cut off from the receiver since ${clockTime(now.since)}: ${safeText(now.why, 300)}. Trying again.`,
    now.todo !== undefined
      ? safeText(now.todo, MOST_TODO)
      : safe`If it does not run, what Proxmox sends now is lost. Start it${restart ? safe`` : safe` on its machine`}${command === '' ? safe`.` : safe`:`}`,
    ...(command === '' ? [] : [command]),
  ];
  return texts
    .flatMap((text) => wrapToWidth(text, width))
    .map((line) => plain(line, { color: theme.bad, bold: true }));
}
