import { type SafeText, safeText } from '../safe-text.ts';
import { displayWidth } from './format.ts';

/**
 * Breaks a command into lines of at most `width` cells that a shell takes for one when they are marked and pasted: each
 * ends in a backslash, so that a part of them runs nothing, and waits for the rest. Breaks between words where it can.
 *
 * @param command words as `shellWord` writes them: plain, or in single quotes
 * @param width at least 8
 */
export function wrapCommand(command: SafeText, width: number): SafeText[] {
  if (displayWidth(command) <= width) return [command];
  const lines: string[] = [];
  let line = '';
  /** Where the line can be broken, behind a blank. */
  let breakAt = 0;
  let isQuoted = false;
  let isEscaped = false;
  for (const char of command) {
    // Quotes have to be closed before the backslash, and one that escapes stays with what it escapes.
    const reserve = isQuoted || char === "'" || char === '\\' ? 2 : 1;
    while (!isEscaped && cells(line + char) > width - reserve && line.length > 1) {
      const isAtWord = breakAt > 0;
      lines.push(isAtWord ? `${line.slice(0, breakAt)}\\` : `${line}${isQuoted ? "'\\" : '\\'}`);
      line = isAtWord ? line.slice(breakAt) : isQuoted ? "'" : '';
      breakAt = 0;
    }
    line += char;
    if (char === "'" && !isEscaped) isQuoted = !isQuoted;
    if (char === ' ' && !isQuoted) breakAt = line.length;
    isEscaped = char === '\\' && !isQuoted && !isEscaped;
  }
  return [...lines, line].map((each) => safeText(each, Number.POSITIVE_INFINITY));
}

function cells(text: string): number {
  return displayWidth(safeText(text, Number.POSITIVE_INFINITY));
}
