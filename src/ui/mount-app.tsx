import type { WriteStream } from 'node:tty';
import { render } from 'ink';
import { App } from './app.tsx';
import type { Screen } from './screen.ts';
import type { TimelineServices } from './services.ts';

/** Lets Ink keep the screen from now on, and gives it the keys; returns what ends that. */
export function mountApp(screen: Screen, stdin: NodeJS.ReadStream, services: TimelineServices): () => void {
  const instance = render(<App services={services} />, {
    // Ink needs no more of a stream than what Screen has.
    stdout: screen as unknown as WriteStream,
    stdin,
    debug: true,
    patchConsole: false,
    exitOnCtrlC: false,
  });
  // Ink catches what a component throws and would go on with an empty screen.
  instance.waitUntilExit().catch(services.crash);
  return () => instance.unmount();
}
