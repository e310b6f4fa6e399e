import { joinSafe, type SafeText, safe, safeText } from '../safe-text.ts';
import { cutStartToWidth } from './format.ts';
import { type Command, type KeyTable, keyName, keysOf } from './keys.ts';
import { spread } from './line.ts';
import { writesText } from './search-text.ts';
import type { Line, Theme } from './theme.ts';

/** What ends the writing. */
export function writingKeys(keep: 'keep' | 'keepUrl', keys: KeyTable): Line {
  const ends: [Command, SafeText][] = [
    [keep, safe`keeps it`],
    ['back', safe`goes back`],
  ];
  const texts = ends.flatMap(([command, what]) => {
    const key = keysOf(command, keys).find((each) => !writesText(each));
    return key === undefined ? [] : [safe`${keyName(key)} ${what}`];
  });
  return [{ text: joinSafe(texts, safe`, `), dim: true }];
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
