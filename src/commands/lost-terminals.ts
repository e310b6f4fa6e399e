import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';

const STREAMS = [0, 1, 2];

/**
 * As it ends, Node gives the terminals that are open at that time the settings back with which it found them, and aborts
 * where one has gone away meanwhile: a closed window would count as a crash. From now on those that have are closed before.
 */
export function letGoOfLostTerminals(): void {
  const terminals = STREAMS.filter((stream) => isatty(stream));
  process.on('exit', () => {
    for (const stream of terminals) if (!isatty(stream)) closeSync(stream);
  });
}
