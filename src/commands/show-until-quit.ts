import { forgetSecrets } from '../score/secrets.ts';
import type { TimelineServices } from '../ui/services.ts';
import type { ShownTimeline } from '../ui/show-timeline.ts';
import { endOnCrash } from './crash.ts';
import { holdWarnings } from './hold-warnings.ts';
import { say } from './output.ts';

/** How often it is looked whether the process that started this one is still there, in milliseconds. */
const PARENT_MS = 1000;

/**
 * Shows a timeline until the user quits, the terminal or what started this process goes away, or it is asked to stop.
 *
 * @param dataDir where a crash file goes; absent: nowhere
 * @param stopped resolves when the process is asked to stop
 * @param show shows it in the world as it is, with what ends it
 */
export function showUntilQuit(
  dataDir: string | undefined,
  stopped: Promise<unknown>,
  show: (world: Pick<TimelineServices, 'desktop' | 'now' | 'quit' | 'crash'>) => ShownTimeline,
): Promise<void> {
  // The packages that open and copy give their helpers the environment of this process.
  forgetSecrets(process.env);
  const sayWarnings = holdWarnings();
  return new Promise((done) => {
    const crash = endOnCrash(dataDir, () => shown.close());
    const shown = show({
      desktop: {
        env: process.env,
        platform: process.platform,
        writeToTerminal: (sequence) => shown.send(sequence),
      },
      now: Date.now,
      quit,
      crash,
    });
    // What was killed in between, such as npm, gives the terminal back to the shell: two would draw on it and read its keys.
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      quit();
      say('What started tempo-tui has ended, and so tempo-tui ends too.');
    }, PARENT_MS).unref();
    function quit(): void {
      clearInterval(watch);
      shown.close();
      sayWarnings();
      done();
    }
    void stopped.then(quit);
    process.stdin.once('end', quit);
    // Also when it is given back to a terminal that is no more.
    process.stdin.on('error', quit);
    process.stdout.on('error', quit);
    process.once('exit', () => shown.close());
  });
}
