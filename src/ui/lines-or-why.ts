import { safe, safeText } from '../safe-text.ts';
import { wrapToWidth } from './format.ts';
import { plain } from './line.ts';
import type { Line } from './theme.ts';

/** Lines about one event; where they cannot be made, that and why: whatever is in it, the others are shown. */
export function linesOrWhy(width: number, linesOf: () => Line[]): Line[] {
  try {
    return linesOf();
  } catch (error) {
    const why = safe`✗ Cannot display this event (${safeText((error as Error).message)}). tempo-tui export has it.`;
    return wrapToWidth(why, width).map((text) => plain(text, { bold: true }));
  }
}
