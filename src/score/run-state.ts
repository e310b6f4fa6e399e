import type { IncomingEvent, Metadata } from '../event.ts';
import { durationMs } from './duration.ts';
import { WINDOW_PATTERN } from './schema.ts';

/** What an event says of the run that it is a step of. */
export interface RunStep {
  id: string;
  /** How many steps the run has. */
  total?: number;
  /** What the step says of the run as a whole. */
  status?: 'running' | 'finished' | 'failed';
  /** How long the run may be silent before it counts as lost, in milliseconds. */
  timeoutMs?: number;
}

/** Where a run stands. */
export interface RunState {
  state: 'running' | 'finished' | 'failed' | 'timed out';
  /** How many steps there were. */
  step: number;
  total?: number;
  /** Such as `step 2 of 5` or `failed at step 3 of 5`. */
  text: string;
}

const FINISHED = new Set([
  'finished',
  'complete',
  'completed',
  'done',
  'success',
  'succeeded',
  'ok',
  'passed',
]);
const FAILED = new Set([
  'failed',
  'failure',
  'error',
  'critical',
  'aborted',
  'cancelled',
  'canceled',
  'timeout',
  'timed out',
]);

/** Reads what an event says of its run; undefined where it names none. */
export function runStepOf({ metadata }: Pick<IncomingEvent, 'metadata'>): RunStep | undefined {
  const id = wordOf(metadata, 'runID');
  if (id === '') return undefined;
  const total = Number(wordOf(metadata, 'runTotal'));
  const status = statusOf(metadata);
  const timeoutMs = timeoutOf(wordOf(metadata, 'runTimeout'));
  return {
    id,
    ...(Number.isSafeInteger(total) && total > 0 && { total }),
    ...(status && { status }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
}

/**
 * Where a run stands after some steps, in the order of time, at least one.
 *
 * A failure stands whatever comes after it but a step that says the run has finished; without a word of the sender's a
 * run has finished with its last step, and is lost when it has been silent for longer than it said it would be.
 *
 * @param now milliseconds since the epoch, as the times of the steps
 */
export function runState(steps: readonly { run: RunStep; time: number }[], now: number): RunState {
  const total = last(steps, ({ total }) => total);
  const timeoutMs = last(steps, ({ timeoutMs }) => timeoutMs);
  const step = total === undefined ? steps.length : Math.min(steps.length, total);
  const said = saidState(steps);
  const silentMs = now - Math.max(...steps.slice(-1).map(({ time }) => time));
  const through = said === undefined && total !== undefined && steps.length >= total;
  const lost = !through && timeoutMs !== undefined && silentMs > timeoutMs;
  const state =
    said === 'finished' || said === 'failed' ? said : lost ? 'timed out' : through ? 'finished' : 'running';
  return { state, step, ...(total !== undefined && { total }), text: textOf(state, step, total) };
}

function saidState(steps: readonly { run: RunStep }[]): RunStep['status'] {
  const state = last(steps, ({ status }) => status);
  if (state !== 'running') return state;
  return steps.some(({ run }) => run.status === 'failed') ? 'failed' : 'running';
}

function last<T>(steps: readonly { run: RunStep }[], read: (run: RunStep) => T | undefined): T | undefined {
  const found = steps.findLast(({ run }) => read(run) !== undefined);
  return found && read(found.run);
}

function textOf(state: RunState['state'], step: number, total: number | undefined): string {
  const place = total === undefined ? `step ${step}` : `step ${step} of ${total}`;
  if (state === 'running') return place;
  if (state === 'finished') return `finished after ${step} ${step === 1 ? 'step' : 'steps'}`;
  return `${state} at ${place}`;
}

function statusOf(metadata: Metadata): RunStep['status'] {
  const word = wordOf(metadata, 'runStatus').toLowerCase();
  if (FAILED.has(word)) return 'failed';
  const complete = ['true', '1', 'yes'].includes(wordOf(metadata, 'runComplete').toLowerCase());
  if (complete || FINISHED.has(word)) return 'finished';
  return word === '' ? undefined : 'running';
}

/** Seconds, or a window such as `30m`. */
function timeoutOf(word: string): number | undefined {
  const seconds = Number(word);
  if (word !== '' && Number.isFinite(seconds) && seconds > 0) return seconds * 1000;
  return word !== '' && WINDOW_PATTERN.test(word) ? durationMs(word) : undefined;
}

function wordOf(metadata: Metadata, key: string): string {
  const value = Object.hasOwn(metadata, key) ? metadata[key] : undefined;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value).trim()
    : '';
}
