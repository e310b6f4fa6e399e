import process from 'node:process';
import type { WriteStream } from 'node:tty';
import { render } from 'ink';
import { App } from './app.tsx';
import { Screen } from './screen.ts';
import type { TimelineServices } from './services.ts';

/** Counts that age ("in the last minute", "4 min ago") are drawn anew this often, in milliseconds. */
const TICK_MS = 5000;

/** The timeline on the terminal. */
export interface ShownTimeline {
  /** Gives the terminal back; safe to call at any time and more than once. */
  close(): void;
  /** Sends a control sequence of ours to the terminal. */
  send(sequence: string): void;
}

/**
 * Shows the timeline on this process's terminal until it is closed.
 *
 * @param services what it shows and does; `suspend` is provided here
 */
export function showTimeline(services: Omit<TimelineServices, 'suspend'>): ShownTimeline {
  const screen = new Screen(process.stdout as WriteStream);
  const { stdin } = process;
  screen.enter();
  const instance = render(<App services={{ ...services, suspend }} />, {
    // Ink needs no more of a stream than what Screen has.
    stdout: screen as unknown as WriteStream,
    stdin,
    debug: true,
    patchConsole: false,
    exitOnCtrlC: false,
  });
  // Ink catches what a component throws and would go on with an empty screen.
  instance.waitUntilExit().catch(services.crash);
  const timer = setInterval(services.feed.touch, TICK_MS);
  const unsubscribe = services.refusals.subscribe(services.feed.touch);
  process.on('SIGCONT', resume);
  let closed = false;

  /**
   * Ctrl-Z comes as a byte in raw mode. The whole process group stops, as with any program (`npm start` puts
   * others into it), and goes on at the next line after `fg`.
   */
  function suspend(): void {
    screen.leave();
    stdin.setRawMode(false);
    process.kill(0, 'SIGTSTP');
    resume();
  }

  function resume(): void {
    if (closed) return;
    stdin.setRawMode(true);
    screen.leave();
    screen.enter();
  }

  return {
    close() {
      if (closed) return;
      closed = true;
      clearInterval(timer);
      unsubscribe();
      process.off('SIGCONT', resume);
      screen.leave();
      instance.unmount();
    },
    send: (sequence) => screen.send(sequence),
  };
}
