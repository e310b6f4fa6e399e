import { safeText } from '../safe-text.ts';

/** Says something to the person at the terminal: stderr, one line, made safe. */
export function say(text: string): void {
  process.stderr.write(
    `${text
      .split('\n')
      .map((line) => safeText(line))
      .join('\n')}\n`,
  );
}

/** Writes a line of a command's result to stdout. */
export function writeLine(text: string): void {
  process.stdout.write(`${text}\n`);
}
