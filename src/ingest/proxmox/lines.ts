const BREAK = '\n';

/** The line that begins at `from`, without its line break, and where the next begins; -1 after the last. */
export function lineAt(text: string, from: number): { line: string; next: number } {
  const end = text.indexOf(BREAK, from);
  const line = text.slice(from, end === -1 ? text.length : end);
  return { line: line.endsWith('\r') ? line.slice(0, -1) : line, next: end === -1 ? -1 : end + 1 };
}

/** The lines from `from` on, at most `limit` of them, each cut to `width`: for expressions that look at a line. */
export function* linesFrom(text: string, from: number, limit: number, width = 1024): Generator<string> {
  let at = from;
  for (let count = 0; count < limit && at !== -1; count += 1) {
    const { line, next } = lineAt(text, at);
    yield line.length > width ? line.slice(0, width) : line;
    at = next;
  }
}

/** Where a line that begins with `start` begins, looking from `from` on; -1 if none does. */
export function lineStarting(text: string, start: string, from = 0): number {
  if (from === 0 && text.startsWith(start)) return 0;
  const before = text.indexOf(BREAK + start, from === 0 ? 0 : from - 1);
  return before === -1 ? -1 : before + 1;
}

/** The text cut to `max` characters, with an ellipsis where something is missing, and on one line. */
export function clip(text: string, max: number): string {
  const characters = Array.from(text.slice(0, 2 * max + 2).replace(/\s+/g, ' '));
  return characters.length > max ? `${characters.slice(0, max - 1).join('')}…` : characters.join('');
}
