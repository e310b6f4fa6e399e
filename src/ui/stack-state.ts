import { isClosing } from '../score/roles.ts';
import { type RunState, type RunStep, runState } from '../score/run-state.ts';
import type { Entry } from './entries.ts';

/** Events of an episode that are looked at for a row, and steps of a run, which are read from disk. */
export const MOST_WALKED = 2000;
const MOST_STEPS = 100;

/**
 * How often the subject of an episode has left its rest in a stack.
 *
 * @param roles of its events, the newest first
 */
export function cyclesIn(roles: Iterable<number>): number {
  let cycles = 1;
  let isLeaving = false;
  let left = MOST_WALKED;
  for (const role of roles) {
    const closes = isClosing(role);
    if (closes && isLeaving) cycles += 1;
    isLeaving = !closes;
    left -= 1;
    if (left === 0) break;
  }
  return cycles;
}

/**
 * Where the run stands that a stack is about; undefined for any other stack.
 *
 * @param entries of its events, the newest first
 * @param now milliseconds since the epoch
 */
export function runIn(entries: Iterable<Entry>, now: number): RunState | undefined {
  const steps: { run: RunStep; time: number }[] = [];
  for (const { event, meaning } of entries) {
    if (!meaning.run) break;
    steps.push({ run: meaning.run, time: event.time });
    if (steps.length === MOST_STEPS) break;
  }
  return steps.length === 0 ? undefined : runState(steps.reverse(), now);
}

export function* mapped<T, R>(values: Iterable<T>, make: (value: T) => R): Generator<R> {
  for (const value of values) yield make(value);
}
