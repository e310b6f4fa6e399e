import { EXIT, UsageError } from '../config.ts';
import { systemErrorText } from './system-error.ts';

/** What an error that ends the program says, and the code it ends with. */
export interface Ending {
  text: string;
  exitCode: number;
}

/** An error that ends the program and was told already. */
export class ToldError extends Error {
  readonly exitCode: number;

  constructor({ text, exitCode }: Ending) {
    super(text);
    this.exitCode = exitCode;
  }
}

export function endingOf(error: unknown): Ending {
  if (error instanceof UsageError) return { text: error.message, exitCode: error.exitCode };
  const text = systemErrorText(error) ?? String((error as Error).stack ?? error);
  return { text, exitCode: EXIT.failed };
}
