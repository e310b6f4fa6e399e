import { type SafeText, safe, safeText } from '../safe-text.ts';
import { cutStartToWidth } from './format.ts';
import { type Command, type KeyTable, keyName, keysOf } from './keys.ts';
import { spread } from './line.ts';
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

/** A text as it is being written on the bottom line: of one that is too long its end is seen. */
export function writtenLine(label: SafeText, text: string, right: Line, width: number, theme: Theme): Line {
  const room = Math.max(12, Math.floor(width / 2));
  const written = cutStartToWidth(safe`${safeText(text)}▏`, room - 1);
  return spread(
    [
      { text: label, bold: true, color: theme.accent },
      { text: written, bold: true },
    ],
    right,
    width,
  );
}
