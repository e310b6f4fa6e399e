import { type SafeText, safe, safeText } from '../safe-text.ts';
import { cutStartToWidth, cutToWidth, displayWidth } from './format.ts';
import { type Command, type KeyTable, keyName, keysOf } from './keys.ts';
import { lineWidth, spread } from './line.ts';
import { writesText } from './search-text.ts';
import type { Line, Segment, Theme } from './theme.ts';

/** What ends the writing: keeping what was written, or going back. */
export function writingKeys(keep: 'keep' | 'keepUrl', keys: KeyTable): Line {
  return withCommas(endHints([[keep, safe`keeps it`], GOES_BACK], keys));
}

export const GOES_BACK = ['back', safe`goes back`] as const;

/** What commands that end the writing do, by those of their keys that write nothing. */
export function endHints(
  ends: readonly (readonly [command: Command, does: SafeText])[],
  keys: KeyTable,
): Segment[] {
  return ends.flatMap(([command, does]): Segment[] => {
    const key = keysOf(command, keys).find((each) => !writesText(each));
    if (key === undefined) return [];
    return [{ text: safe`${keyName(key)} ${does}`, dim: true, click: { does: 'key', key } }];
  });
}

export function withCommas(segments: readonly Segment[]): Line {
  return segments.flatMap((each, at) => (at === 0 ? [each] : [{ text: safe`, `, dim: true }, each]));
}

/** A text is seen with at least so many cells; where there are fewer, what stands beside it gives way. */
const LEAST_TEXT = 24;

/** A text as it is being written on the bottom line: of one that is too long its end is seen. */
export function writtenLine(label: SafeText, text: string, right: Line, width: number, theme: Theme): Line {
  const shown = safe`${safeText(text)}▏`;
  const least = Math.min(LEAST_TEXT, displayWidth(shown));
  const room = width - displayWidth(label) - 1;
  const isBeside = room - lineWidth(right) >= least;
  const written = cutStartToWidth(shown, isBeside ? room - lineWidth(right) : Math.max(room, LEAST_TEXT));
  return spread(
    [
      { text: cutToWidth(label, width - 1 - displayWidth(written)), bold: true, color: theme.accent },
      { text: written, bold: true },
    ],
    isBeside ? right : [],
    width,
  );
}
