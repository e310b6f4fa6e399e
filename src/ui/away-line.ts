import { LEVELS } from '../event.ts';
import { joinSafe, type SafeText, safe, safeText } from '../safe-text.ts';
import type { Away } from './away.ts';
import { keyHint } from './keys.ts';
import { lineWidth } from './line.ts';
import type { Look } from './services.ts';
import type { Line } from './theme.ts';
import type { TimelineState } from './timeline-state.ts';
import { sinceTime, type Times } from './times.ts';

/** Whether it is told what came while nobody looked: until it was jumped to or put away. */
export function tellsAway({ awayTold }: Pick<TimelineState, 'awayTold'>, away: Away | undefined): boolean {
  return !awayTold && away !== undefined && away.total > 0;
}

/** `since yesterday 18:02: 2 errors, 1 warning, 31 info – N goes to the first`, shorter where there is less room. */
export function awayLine(away: Away, now: number, width: number, times: Times, { theme, keys }: Look): Line {
  const counts = countsOf(away);
  const since = sinceTime(away.since, now, times);
  const more = away.isWhole ? safe`` : safe` so far, still indexing`;
  const key = keyHint('firstUnseen', keys, (name) => name);
  const form = (told: SafeText, goes: SafeText): Line => {
    const text = { text: safe`${told}${more}`, bold: true };
    const dash = { text: safe` – `, dim: true };
    return key === ''
      ? [text]
      : [text, dash, { text: key, bold: true, color: theme.accent }, { text: goes, dim: true }];
  };
  const forms = [
    form(safe`${since}: ${joinSafe(counts, safe`, `)}`, safe` goes to the first`),
    form(joinSafe(counts, safe`, `), safe``),
    form(safe`${away.total} new, ${counts[0]!}`, safe``),
  ];
  return forms.find((each) => lineWidth(each) <= width) ?? forms.at(-1)!;
}

/** `2 errors`, the worst first. */
function countsOf({ counts }: Away): SafeText[] {
  return LEVELS.map((level, rank) => ({ level, count: counts[rank]! }))
    .filter(({ count }) => count > 0)
    .reverse()
    .map(({ level, count }) => {
      const isCounted = level === 'error' || level === 'warning';
      return safe`${safeText(count.toLocaleString('en-US'))} ${safeText(level)}${isCounted && count !== 1 ? safe`s` : safe``}`;
    });
}
