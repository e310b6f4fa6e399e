import type { ReadStream, WriteStream } from 'node:tty';
import { render } from 'ink';
import { App } from './app.tsx';
import type { Screen } from './screen.ts';
import type { TimelineServices } from './services.ts';
import { TerminalInput } from './terminal-input.ts';

/** The app on the screen. */
export interface MountedApp {
  input: Pick<TerminalInput, 'pause' | 'resume'>;
  unmount(): void;
}

/** Lets Ink keep the screen from now on, and gives it the keys. */
export function mountApp(screen: Screen, stdin: ReadStream, services: TimelineServices): MountedApp {
  const input = new TerminalInput(stdin, services.mouse);
  const instance = render(<App services={services} />, {
    // Ink needs no more of the streams than what these have.
    stdout: screen as unknown as WriteStream,
    stdin: input as unknown as ReadStream,
    debug: true,
    patchConsole: false,
    exitOnCtrlC: false,
  });
  // Ink catches what a component throws and would go on with an empty screen.
  instance.waitUntilExit().catch(services.crash);
  return {
    input,
    unmount() {
      instance.unmount();
      input.close();
    },
  };
}
