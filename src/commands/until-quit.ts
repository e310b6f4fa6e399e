import type { ReadStream } from 'node:tty';
import { isInForeground, whenInForeground } from '../ui/foreground.ts';
import { say } from './output.ts';

const CTRL_C = '\x03';
const CTRL_Z = '\x1a';

/** What whoever stops a receiver is told. */
export const SUSPENDED =
  'Suspended: nothing is received until it goes on (fg). What Proxmox sends until then is lost.';

/**
 * Resolves when the person at the terminal presses q or ^C. Until then what is typed is not shown. While another job has
 * the terminal, as after `bg`, it is left alone.
 *
 * @param onSuspend called when the process is about to be stopped
 */
export function untilQuit(terminal: ReadStream, onSuspend = () => {}): Promise<void> {
  return new Promise((done) => {
    let stopWaiting = () => {};
    function take(input: Buffer): void {
      const text = input.toString();
      if (/q/i.test(text) || text.includes(CTRL_C)) end();
      else if (text.includes(CTRL_Z)) suspend();
    }
    function end(): void {
      stopWaiting();
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
      onSuspend();
      process.kill(0, 'SIGTSTP');
    }
    function listen(): void {
      stopWaiting();
      if (isInForeground()) {
        terminal.setRawMode(true);
        terminal.resume();
      } else {
        terminal.pause();
        stopWaiting = whenInForeground(listen);
      }
    }
    // At its end Node puts a terminal in order that it has open, and would be stopped for that.
    process.once('exit', () => isInForeground() || terminal.destroy());
    terminal.on('data', take);
    listen();
    process.on('SIGCONT', listen);
    terminal.once('end', end);
    terminal.once('error', end);
    say('q or ^C ends it.');
  });
}
