import type { ReadStream, WriteStream } from 'node:tty';
import { render } from 'ink';
import { App } from './app.tsx';
import type { Screen } from './screen.ts';
import type { TimelineServices } from './services.ts';
import { TerminalInput } from './terminal-input.ts';

/** Lets Ink keep the screen from now on, and gives it the keys; returns what ends that. */
export function mountApp(screen: Screen, stdin: ReadStream, services: TimelineServices): () => void {
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
  return () => {
    instance.unmount();
    input.close();
  };
}
