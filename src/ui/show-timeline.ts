import process from 'node:process';
import type { WriteStream } from 'node:tty';
import { type Beyond, tellBeyond } from './beyond.ts';
import { isInForeground, whenInForeground } from './foreground.ts';
import { makeFrame } from './frame.ts';
import type { MountedApp } from './mount-app.tsx';
import { pictureOf } from './picture.ts';
import { Screen } from './screen.ts';
import type { TimelineServices } from './services.ts';
import { drawWithBits, styledLine } from './styled-line.ts';
import { initialState } from './timeline-state.ts';

/** Counts that age ("in the last minute", "4 min ago") are drawn anew this often, in milliseconds. */
const TICK_MS = 5000;

/** The timeline on the terminal. */
export interface ShownTimeline {
  /** Gives the terminal back; safe to call at any time and more than once. */
  close(): void;
  /** Sends a control sequence of ours to the terminal. */
  send(sequence: string): void;
}

/** What is shown, what of it is told beyond the screen, and whether the mouse is on at the start. */
export type ShownServices = Omit<TimelineServices, 'suspend' | 'mouse'> & { beyond: Beyond; mouse: boolean };

/**
 * Shows the timeline on this process's terminal until it is closed. The first picture is there on return; the
 * keys wait for Ink, which takes longer to load than all the rest.
 *
 * @param given what it shows and does; the rest is provided here
 */
export function showTimeline(given: ShownServices): ShownTimeline {
  drawWithBits(given.theme.bits);
  const screen = new Screen(process.stdout as WriteStream);
  const services = {
    ...given,
    suspend,
    mouse: {
      get on() {
        return screen.mouse;
      },
      turn: (on: boolean) => screen.turnMouse(on),
    },
  };
  const { stdin } = process;
  let app: MountedApp | undefined;
  /** There while another job has the terminal: waits no more for it to be given back. */
  let stopWaiting: (() => void) | undefined;
  let closed = false;
  // What is typed before Ink listens must not be echoed.
  stdin.setRawMode(true);
  screen.turnMouse(given.mouse);
  screen.enter();
  start().catch(services.crash);
  const timer = setInterval(services.feed.touch, TICK_MS);
  const unsubscribe = services.refusals.subscribe(services.feed.touch);
  const keepSilent = tellBeyond(services.beyond, services, screen);
  process.on('SIGCONT', resume);

  async function start(): Promise<void> {
    const { columns, rows } = screen;
    const picture = pictureOf(makeFrame(initialState, services, columns, rows), columns, rows);
    screen.write(picture.map(styledLine).join('\n'));
    const { mountApp } = await import('./mount-app.tsx');
    if (!closed) app = mountApp(screen, stdin, services);
  }

  /**
   * Ctrl-Z comes as a byte in raw mode. The whole process group stops, as with any program (`npm start` puts
   * others into it), and goes on at the next line after `fg`.
   */
  function suspend(): void {
    screen.leave();
    stdin.setRawMode(false);
    given.onSuspend?.();
    process.kill(0, 'SIGTSTP');
    resume();
  }

  /** Whoever goes on while another job has the terminal, as after `bg`, receives on and shows nothing until it has it back. */
  function resume(): void {
    if (closed) return;
    const wasAway = stopWaiting !== undefined;
    stopWaiting?.();
    stopWaiting = undefined;
    screen.leave();
    if (!isInForeground()) {
      if (!wasAway) app?.input.pause();
      stopWaiting = whenInForeground(resume);
      return;
    }
    if (wasAway) app?.input.resume();
    stdin.setRawMode(true);
    screen.enter();
    // Of a size that changed meanwhile only those in the foreground were told: Node looks for itself at this signal.
    process.kill(process.pid, 'SIGWINCH');
  }

  return {
    close() {
      if (closed) return;
      closed = true;
      clearInterval(timer);
      stopWaiting?.();
      unsubscribe();
      keepSilent();
      process.off('SIGCONT', resume);
      screen.leave();
      if (app) app.unmount();
      else if (isInForeground()) stdin.setRawMode(false);
      // At its end Node puts a terminal in order that it has open, and would be stopped for that.
      if (!isInForeground()) stdin.destroy();
    },
    send: (sequence) => screen.send(sequence),
  };
}
