import { createInterface } from 'node:readline/promises';

/** Asks the person at the terminal, on stderr; anything but yes, also ^C and ^D, is no. */
export async function ask(question: string): Promise<boolean> {
  return /^\s*y(es)?\s*$/i.test((await askText(`${question} y/N `)) ?? '');
}

/** Asks the person at the terminal for a line of text, on stderr; undefined when they leave by ^C or ^D. */
export async function askText(question: string): Promise<string | undefined> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const left = new Promise<undefined>((resolve) => terminal.once('close', () => resolve(undefined)));
    return await Promise.race([terminal.question(question), left]);
  } finally {
    terminal.close();
  }
}

/** Whether there is a person to ask: their answers come by stdin, the questions go to stderr. */
export function canAsk(): boolean {
  return Boolean(process.stdin.isTTY && process.stderr.isTTY);
}
