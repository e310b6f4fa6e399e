import { createInterface, type Interface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { EXIT, UsageError } from '../config.ts';
import { safeText } from '../safe-text.ts';

/** Asks the person at the terminal, on stderr; anything but yes, also ^C and ^D, is no. */
export async function ask(question: string): Promise<boolean> {
  return /^\s*y(es)?\s*$/i.test((await askText(`${question} y/N `)) ?? '');
}

/**
 * Goes on only with a yes of the person at the terminal, or where they said so beforehand.
 *
 * @param left what was left undone otherwise, as a sentence without its end
 * @throws UsageError with exit code 1 for a no, 2 when nobody can be asked
 */
export async function agree(question: string, yes: boolean, left: string): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY)
    throw new UsageError(`${left}: there is no terminal to ask on. --yes does not ask.`);
  if (!(await ask(question))) throw new UsageError(`${left}.`, EXIT.failed);
}

/** Asks the person at the terminal for a line of text, on stderr; undefined when they leave by ^C or ^D. */
export function askText(question: string): Promise<string | undefined> {
  return answerTo(question, createInterface({ input: process.stdin, output: process.stderr }));
}

/** The same for what nobody may read over the shoulder: what is typed is not shown. */
export async function askHidden(question: string): Promise<string | undefined> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  process.stderr.write(safeText(question));
  const answer = await answerTo(
    '',
    createInterface({ input: process.stdin, output: nowhere, terminal: true }),
  );
  process.stderr.write('\n');
  return answer;
}

/** Whether there is a person to ask: their answers come by stdin, the questions go to stderr. */
export function canAsk(): boolean {
  return Boolean(process.stdin.isTTY && process.stderr.isTTY);
}

async function answerTo(question: string, terminal: Interface): Promise<string | undefined> {
  try {
    const left = new Promise<undefined>((resolve) => terminal.once('close', () => resolve(undefined)));
    return await Promise.race([terminal.question(safeText(question)), left]);
  } finally {
    terminal.close();
  }
}
