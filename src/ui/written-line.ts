import { type SafeText, safe, safeText } from '../safe-text.ts';
import { cutStartToWidth } from './format.ts';
import { spread } from './line.ts';
import type { Line, Theme } from './theme.ts';

/** What ends the writing. */
export const WRITING_KEYS: Line = [{ text: safe`Enter keeps it, Esc goes back`, dim: true }];

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
