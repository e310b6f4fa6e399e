import { describe, expect, it, vi } from 'vitest';
import { ROLE } from '../../src/score/roles.ts';
import { rowLine } from '../../src/ui/row-line.ts';
import { cyclesIn } from '../../src/ui/stack-state.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { START, storedEvent } from '../support/events.ts';
import { bookOf } from '../support/scores.ts';
import { MemorySource } from '../support/source.ts';

const MONITOR = {
  providerIdentifier: 'a.b',
  severityRules: [
    { match: { badge: 'DOWN' }, severity: 'critical', label: 'Down' },
    { match: { badge: 'UP' }, severity: 'ok', label: 'Up' },
  ],
  groupingRules: [
    { match: { badge: 'DOWN', important: true }, role: 'opens', key: '${metadata.id}', window: '2h' },
    { match: { badge: 'UP' }, role: 'closes', key: '${metadata.id}' },
    { match: { badge: 'DOWN' }, role: 'continues', key: '${metadata.id}' },
  ],
};

function monitor(badge: string, hours: number, important = true) {
  return storedEvent(
    { providerIdentifier: 'a.b', title: badge, metadata: { badge, important, id: 7 } },
    hours,
  );
}

function rowsOf(source: MemorySource) {
  const feed = source.feed();
  const theme = makeTheme(true);
  const style = {
    feed,
    width: 100,
    now: START,
    theme,
    selected: false,
    focused: true,
    open: false,
    words: [],
  };
  const lines = () =>
    Array.from({ length: feed.index.size }, (_, place) => {
      const stack = feed.index.at(place)!;
      return rowLine({ stack, slot: stack.head, place, child: -1 }, style);
    });
  const textOf = (line: ReturnType<typeof rowLine>) => line.map(({ text }) => text).join('');
  return { feed, lines, rows: () => lines().map((line) => textOf(line).trimEnd()) };
}

describe('an episode', () => {
  it('is one row with the state of now, and says how often it began', () => {
    const source = new MemorySource([], bookOf(MONITOR));
    const { rows } = rowsOf(source);
    source.arrive(monitor('DOWN', 0), monitor('DOWN', 0.1, false));
    expect(rows()).toEqual([expect.stringMatching(/DOWN +×2 +◆ Down$/)]);
    source.arrive(monitor('UP', 0.5));
    expect(rows()).toEqual([expect.stringMatching(/UP +×3 +✓ Up$/)]);
    source.arrive(monitor('DOWN', 1));
    expect(rows()).toEqual([expect.stringMatching(/DOWN +↻2 +×4 +◆ Down$/)]);
    source.arrive(monitor('UP', 1.2), monitor('DOWN', 9));
    expect(rows()).toEqual([
      expect.stringMatching(/DOWN +◆ Down$/),
      expect.stringMatching(/UP +↻2 +×5 +✓ Up$/),
    ]);
  });

  it('wants attention until it is over, and again when it begins again', async () => {
    const source = new MemorySource([monitor('DOWN', 0)], bookOf(MONITOR));
    const { feed, rows } = rowsOf(source);
    feed.show('is:attention', START);
    await vi.waitFor(() => expect(feed.filter?.progress).toBeUndefined());
    expect(rows()).toHaveLength(1);
    const watched = feed.watch('is:attention sev:error');
    await vi.waitFor(() => expect(watched.size).toBe(1));
    source.arrive(monitor('UP', 1));
    expect(rows()).toEqual([]);
    expect(watched.size).toBe(0);
    source.arrive(monitor('DOWN', 2));
    expect(watched.size).toBe(feed.filter?.size);
    expect(rows()).toEqual([expect.stringMatching(/DOWN +↻?.*◆ Down$/)]);
  });

  it('wants attention until it is acknowledged where the score says so', async () => {
    const lingering = {
      restStateOverrides: [{ match: { id: '7' }, restState: 'on', closedCycleSeverity: 'warning' }],
    };
    const source = new MemorySource(
      [monitor('DOWN', 0), monitor('UP', 1)],
      bookOf({ ...MONITOR, ...lingering }),
    );
    const { feed, rows } = rowsOf(source);
    feed.show('is:attention', START);
    await vi.waitFor(() => expect(feed.filter?.progress).toBeUndefined());
    expect(rows()).toHaveLength(1);
  });

  it('of the agenda wants none, and its badge is neutral', async () => {
    const events = ['alert', 'task'].map((eventType) =>
      storedEvent({
        providerIdentifier: 'a.b',
        eventType: eventType as 'alert',
        severity: 'error',
        metadata: {},
      }),
    );
    const source = new MemorySource(events, bookOf({}));
    const { feed, lines } = rowsOf(source);
    const colors = lines().map((line) => line.at(-1)!.color);
    expect(colors).toEqual([undefined, 'red']);
    feed.show('is:attention', START);
    await vi.waitFor(() => expect(feed.filter?.progress).toBeUndefined());
    expect(feed.index.size).toBe(1);
    expect(feed.entry(feed.index.at(0)!.head).event.eventType).toBe('alert');
  });

  it.each([
    [['closes', 'opens'], 1],
    [['opens'], 1],
    [['opens', 'closes', 'opens'], 2],
    [['closes', 'opens', 'closes', 'continues', 'opens', 'closes', 'opens'], 3],
    [['closes', 'closes', 'opens'], 1],
  ] as const)('of %j, the newest first, began %i times', (kinds, cycles) => {
    expect(cyclesIn(kinds.map((kind) => ROLE[kind]))).toBe(cycles);
  });
});

describe('a run', () => {
  const RUN = { providerIdentifier: 'a.b', eventPattern: 'run-bound' };
  const step = (at: number, more: object = {}) =>
    storedEvent(
      { providerIdentifier: 'a.b', title: `step ${at}`, metadata: { runID: 'r1', runTotal: 3, ...more } },
      at / 60,
    );

  it('is one row that says how far it is and how it ended', () => {
    const source = new MemorySource([], bookOf(RUN));
    const { rows } = rowsOf(source);
    source.arrive(step(1), step(2));
    expect(rows()).toEqual([expect.stringMatching(/step 2 +step 2 of 3 /)]);
    source.arrive(step(3, { runComplete: true }));
    expect(rows()).toEqual([expect.stringMatching(/finished after 3 steps/)]);
  });

  it('that failed says at which step', () => {
    const source = new MemorySource([step(1), step(2, { runStatus: 'failed' })], bookOf(RUN));
    expect(rowsOf(source).rows()).toEqual([expect.stringMatching(/failed at step 2 of 3/)]);
  });
});
