import { execFileSync } from 'node:child_process';
import { closeSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { withoutSecrets } from '../score/secrets.ts';
import { RESET } from '../ui/reset-sequence.ts';
import { say } from './output.ts';

/**
 * What Node's raw mode takes from a terminal, but for the break of a serial line. Not `sane`, which also takes from it that
 * it speaks UTF-8.
 */
const COOKED = ['icrnl', 'ixon', 'opost', 'onlcr', 'isig', 'icanon', 'iexten', 'echo', 'echoe', 'echok'];
const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;

/**
 * Puts a terminal in order again that a killed program has left in disorder; what is no terminal is left alone. To be
 * called last: the terminal is closed to this process afterwards.
 */
export function resetTerminal(): void {
  // `setRawMode(false)` undoes only what this process did itself.
  if (isatty(STDIN) && process.platform !== 'win32') cook();
  if (isatty(STDOUT)) writeSync(STDOUT, RESET);
  // As it ends, Node would give terminals that are still open the settings with which it found them.
  for (const descriptor of [STDIN, STDOUT, STDERR]) if (isatty(descriptor)) closeSync(descriptor);
}

function cook(): void {
  try {
    execFileSync('stty', COOKED, { stdio: ['inherit', 'ignore', 'pipe'], env: withoutSecrets(process.env) });
  } catch (error) {
    say(`The terminal was not given its line editing back: ${(error as Error).message}`);
  }
}
