import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runState, runStepOf } from '../../src/score/run-state.ts';

const MINUTE = 60_000;

function stateAfter(steps: readonly Record<string, unknown>[], nowMinutes = steps.length) {
  const taken = steps.map((more, at) => ({
    run: runStepOf({ metadata: { runID: 'r', ...more } })!,
    time: at * MINUTE,
  }));
  return runState(taken, nowMinutes * MINUTE);
}

describe('a step of a run', () => {
  it.each([
    [{}, undefined],
    [{ runID: '' }, undefined],
    [{ runID: null }, undefined],
    [{ runID: 7 }, { id: '7' }],
    [
      { runID: 'r', runTotal: '5' },
      { id: 'r', total: 5 },
    ],
    [{ runID: 'r', runTotal: 0 }, { id: 'r' }],
    [{ runID: 'r', runTotal: 2.5 }, { id: 'r' }],
    [
      { runID: 'r', runStatus: 'Failed' },
      { id: 'r', status: 'failed' },
    ],
    [
      { runID: 'r', runStatus: 'copying' },
      { id: 'r', status: 'running' },
    ],
    [
      { runID: 'r', runComplete: true },
      { id: 'r', status: 'finished' },
    ],
    [
      { runID: 'r', runComplete: 'true', runStatus: 'error' },
      { id: 'r', status: 'failed' },
    ],
    [{ runID: 'r', runComplete: false }, { id: 'r' }],
    [
      { runID: 'r', runTimeout: 90 },
      { id: 'r', timeoutMs: 90_000 },
    ],
    [
      { runID: 'r', runTimeout: '2h' },
      { id: 'r', timeoutMs: 7_200_000 },
    ],
    [{ runID: 'r', runTimeout: 'soon' }, { id: 'r' }],
    [{ runID: { toString: 1 } }, undefined],
  ])('%j says %j', (metadata, step) => {
    expect(runStepOf({ metadata })).toEqual(step);
  });
});

describe('a run', () => {
  it.each([
    ['under way', [{ runTotal: 3 }, {}], 'running', 'step 2 of 3'],
    ['under way without an end', [{}, {}], 'running', 'step 2'],
    ['through', [{ runTotal: 2 }, {}], 'finished', 'finished after 2 steps'],
    ['at its last step, which still runs', [{ runTotal: 1, runStatus: 'running' }], 'running', 'step 1 of 1'],
    ['ended early', [{ runTotal: 9 }, { runComplete: true }], 'finished', 'finished after 2 steps'],
    ['failed', [{ runTotal: 3 }, { runStatus: 'failed' }], 'failed', 'failed at step 2 of 3'],
    [
      'failed, and cleaning up',
      [{ runStatus: 'failed' }, { runStatus: 'cleaning' }],
      'failed',
      'failed at step 2',
    ],
    ['tried again', [{ runStatus: 'failed' }, { runStatus: 'ok' }], 'finished', 'finished after 2 steps'],
    ['longer than it said', [{ runTotal: 1 }, {}, {}], 'finished', 'finished after 1 step'],
  ])('%s', (_, steps, state, text) => {
    expect(stateAfter(steps)).toMatchObject({ state, text });
  });

  it('is lost when it was silent for too long, unless it has ended', () => {
    const steps = [{ runTotal: 5, runTimeout: '10m' }, {}];
    expect(stateAfter(steps, 11).state).toBe('running');
    expect(stateAfter(steps, 12)).toMatchObject({ state: 'timed out', text: 'timed out at step 2 of 5' });
    expect(stateAfter([...steps, { runComplete: true }], 99).state).toBe('finished');
    expect(stateAfter([...steps, { runStatus: 'failed' }], 99).state).toBe('failed');
  });

  it('never comes back from an end by waiting', () => {
    const step = fc.record(
      {
        runTotal: fc.integer({ min: 1, max: 4 }),
        runStatus: fc.constantFrom('ok', 'failed', 'running'),
        runComplete: fc.boolean(),
        runTimeout: fc.integer({ min: 1, max: 600 }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 5 }),
        fc.nat(60),
        fc.nat(60),
        (steps, first, more) => {
          const now = steps.length + first;
          const before = stateAfter(steps, now).state;
          const after = stateAfter(steps, now + more).state;
          if (before !== 'running') expect(after).toBe(before);
        },
      ),
    );
  });
});
