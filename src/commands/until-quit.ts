import type { ReadStream } from 'node:tty';
import { say } from './output.ts';

const CTRL_C = '\x03';
const CTRL_Z = '\x1a';

/** Resolves when the person at the terminal presses q or ^C. Until then what is typed is not shown. */
export function untilQuit(terminal: ReadStream): Promise<void> {
  return new Promise((done) => {
    function take(input: Buffer): void {
      const text = input.toString();
      if (/q/i.test(text) || text.includes(CTRL_C)) end();
      else if (text.includes(CTRL_Z)) suspend();
    }
    function end(): void {
      terminal.off('end', end);
      terminal.off('error', end);
      // What is said to a terminal that is no more fails, too.
      terminal.on('error', () => {});
      terminal.off('data', take);
      process.off('SIGCONT', listen);
      terminal.setRawMode(false);
      terminal.pause();
      done();
    }
    /** The key comes as a byte. The whole process group stops, as with any program. */
    function suspend(): void {
      terminal.setRawMode(false);
      process.kill(0, 'SIGTSTP');
    }
    function listen(): void {
      terminal.setRawMode(true);
    }
    listen();
    process.on('SIGCONT', listen);
    terminal.on('data', take);
    terminal.once('end', end);
    terminal.once('error', end);
    say('q or ^C ends it.');
  });
}
