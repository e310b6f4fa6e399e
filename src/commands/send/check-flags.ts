import { UsageError } from '../../config.ts';
import { readDate } from '../../ingest/dates.ts';
import type { SendFlags } from './send-flags.ts';

/** Options that tell of a run, which has an id. */
const OF_A_RUN = [
  ['--run-total', 'runTotal'],
  ['--run-timeout', 'runTimeout'],
  ['--final', 'final'],
  ['--final-failure', 'finalFailure'],
] as const;

/**
 * Looks for options that contradict each other.
 *
 * @throws UsageError naming them
 */
export function checkFlags(flags: SendFlags): void {
  if (flags.final && flags.finalFailure)
    throw new UsageError('Either --final or --final-failure: a run that has failed has not finished well.');
  const [lost] = OF_A_RUN.find(([, name]) => flags[name] !== undefined) ?? [];
  if (lost !== undefined && flags.runId === undefined)
    throw new UsageError(`${lost} goes with --run-id ID, the id of the run; --run-id auto makes one.`);
  const [start, end] = [readDate(flags.start), readDate(flags.end)];
  if (start && end && end.time < start.time)
    throw new UsageError('--end lies before --start: an event is over after it has begun.');
}
