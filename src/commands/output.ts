/**
 * What commands say and print. Whatever is put in, nothing that a terminal acts on comes out on one: it is made safe
 * here, on the way out, so that no command can forget to. A pipe gets results as they are, as programs read them.
 */
import { safeText } from '../safe-text.ts';

let isOutliving = false;

/** Says something to the person at the terminal: stderr, made safe line by line. Where nobody hears it any more, to nobody. */
export function say(text: string): void {
  outliveListeners();
  process.stderr.write(`${safely(text)}\n`);
}

/** Writes a line of a command's result to stdout. */
export function writeLine(text: string): void {
  process.stdout.write(forStdout(`${text}\n`));
}

function forStdout(text: string): string {
  return process.stdout.isTTY ? safely(text, Number.POSITIVE_INFINITY) : text;
}

/** @param max UTF-16 units to a line, as in `safeText` */
function safely(text: string, max?: number): string {
  return text
    .split('\n')
    .map((line) => safeText(line, max))
    .join('\n');
}

/**
 * Writes to stdout no faster than it is read, and to the end: a program that ends right after a write to a pipe takes
 * what is still in its memory with it.
 *
 * @returns false when nobody reads any more, as behind `head`
 */
export function writeAll(text: string): Promise<boolean> {
  return new Promise((done) => {
    const isGone = () => done(false);
    process.stdout.once('error', isGone);
    process.stdout.write(forStdout(text), (error) => {
      // Without an error there is none to come for this text.
      if (!error) process.stdout.off('error', isGone);
      done(!error);
    });
  });
}

/** Characters that are written together. */
const TOGETHER = 64 * 1024;

/**
 * Writes lines to stdout as {@link writeAll} does, many of them together; false when nobody reads any more.
 *
 * @param together characters that are worth a write
 */
export async function writeLines(
  batches: AsyncIterable<readonly string[]>,
  together = TOGETHER,
): Promise<boolean> {
  let lines = '';
  for await (const batch of batches) {
    for (const line of batch) lines += `${line}\n`;
    if (lines.length < together) continue;
    if (!(await writeAll(lines))) return false;
    lines = '';
  }
  return writeAll(lines);
}

/** From now on what cannot be written to stderr is lost, and nothing else. */
export function outliveListeners(): void {
  if (isOutliving) return;
  isOutliving = true;
  process.stderr.on('error', () => {});
}

let gathered = '';

/**
 * Writes a line to stdout soon: the lines of one turn of the event loop go out together, as a system call for each costs
 * more than making them. None is lost when the program ends.
 */
export function writeLineSoon(text: string): void {
  if (gathered === '') setImmediate(writeGathered);
  gathered += `${text}\n`;
}

function writeGathered(): void {
  const lines = gathered;
  gathered = '';
  if (lines !== '') process.stdout.write(forStdout(lines));
}

process.on('exit', writeGathered);
