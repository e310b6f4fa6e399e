import { forgetSecrets } from '../score/secrets.ts';
import type { TimelineServices } from '../ui/services.ts';
import type { ShownTimeline } from '../ui/show-timeline.ts';
import { endOnCrash } from './crash.ts';
import { holdWarnings } from './hold-warnings.ts';

/**
 * Shows a timeline until the user quits, the terminal goes away or the process is asked to stop.
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
    function quit(): void {
      shown.close();
      sayWarnings();
      done();
    }
    void stopped.then(quit);
    process.stdin.once('end', quit);
    process.stdout.on('error', quit);
    process.once('exit', () => shown.close());
  });
}
