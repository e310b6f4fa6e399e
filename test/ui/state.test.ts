import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../src/event.ts';
import { safe } from '../../src/safe-text.ts';
import type { Command } from '../../src/ui/keys.ts';
import { Rows } from '../../src/ui/rows.ts';
import { reduce, selectedRow } from '../../src/ui/state.ts';
import { initialState, type TimelineState, type View } from '../../src/ui/timeline-state.ts';
import { about, storedEvent } from '../support/events.ts';
import { MemorySource } from '../support/source.ts';

/** Newest first: a stack of two (guest 100), then guest 101, then guest 102. */
const EVENTS = [
  storedEvent({ title: 'old 100' }, 3),
  storedEvent({ title: 'new 100' }, 4),
  { ...about('pve-01', '101', 2), title: '101' },
  { ...about('pve-01', '102', 1), title: '102' },
];

/** A screen that takes commands, with the row the keys act on told by its title. */
function screenOf(events: readonly StoredEvent[], given: Partial<View> = {}) {
  const source = new MemorySource(events);
  const { index } = source.feed();
  const view = {
    index,
    stacks: index,
    away: undefined,
    isPartial: false,
    gaps: [],
    received: 0,
    choices: 0,
    arrivals: 0,
    now: 0,
    listHeight: 20,
    scrollMax: 30,
    scrollPage: 9,
    narrow: false,
    ...given,
  };
  let state: TimelineState = initialState;
  return {
    source,
    view,
    state: () => state,
    give(...commands: Command[]) {
      for (const command of commands) state = reduce(state, { type: 'command', command, view });
      const row = selectedRow(new Rows(index, state.opened), state.selection);
      return row && `${row.child < 0 ? '' : '> '}${source.event(row.slot)!.title}`;
    },
  };
}

describe('moving', () => {
  it.each<[Command[], string]>([
    [['down'], '101'],
    [['down', 'down', 'down'], '102'],
    [['down', 'up', 'up'], 'new 100'],
    [['end'], '102'],
    [['end', 'home'], 'new 100'],
    [['pageDown', 'pageUp'], 'new 100'],
    [['open', 'down'], '> new 100'],
    [['open', 'open'], '> new 100'],
    [['open', 'down', 'down', 'down'], '101'],
    [['open', 'end', 'up', 'up'], '> old 100'],
    [['open', 'open', 'down', 'close'], 'new 100'],
    [['open', 'open', 'close', 'close', 'down'], '101'],
    [['down', 'open', 'down'], '102'],
  ])('by %j stands on %s', (commands, title) => {
    expect(screenOf(EVENTS).give(...commands)).toBe(title);
  });

  it('pages by the height of the pane and stays within the list', () => {
    const guests = Array.from({ length: 50 }, (_, at) => ({
      ...about('pve-01', `${at}`, -at),
      title: `${at}`,
    }));
    const screen = screenOf(guests, { listHeight: 12 });
    expect(screen.give('pageDown')).toBe('10');
    expect(screen.give('pageDown', 'pageUp', 'pageUp', 'pageUp')).toBe('0');
    expect(screen.give('end', 'pageDown')).toBe('49');
  });

  it.each<Command>(['up', 'down', 'pageDown', 'end', 'home', 'open', 'close', 'enter', 'follow'])(
    'by %s does no harm where nothing has arrived',
    (command) => {
      expect(screenOf([]).give(command)).toBeUndefined();
    },
  );
});

describe('following', () => {
  it('lasts until the reader moves, and comes back with Home', () => {
    const screen = screenOf(EVENTS);
    expect(screen.state().selection).toBeUndefined();
    screen.source.arrive({ ...about('pve-09', '900', 5), title: 'live' });
    expect(screen.give()).toBe('live');
    expect(screen.give('down')).toBe('new 100');
    screen.source.arrive({ ...about('pve-09', '901', 6), title: 'later' });
    expect(screen.give()).toBe('new 100');
    expect(screen.give('home')).toBe('later');
  });

  it('is stopped and taken up again by Space', () => {
    const screen = screenOf(EVENTS);
    screen.give('follow');
    screen.source.arrive({ ...about('pve-09', '900', 5), title: 'live' });
    expect(screen.give()).toBe('new 100');
    expect(screen.give('follow')).toBe('live');
  });

  it.each<Command>(['down', 'open', 'focus', 'enter', 'follow', 'end'])(
    'ends with %s, and what arrives from then on counts as new',
    (command) => {
      const screen = screenOf(EVENTS, { arrivals: 7 });
      screen.give(command);
      expect(screen.state()).toMatchObject({ selection: { child: false }, seen: 7 });
      screen.view.arrivals = 12;
      screen.give('times');
      expect(screen.state().seen).toBe(7);
    },
  );

  it('counts what came as new until the reader goes to where the newest is in view', () => {
    const guests = Array.from({ length: 50 }, (_, at) => about('pve-01', `${at}`, -at));
    const screen = screenOf(guests, { listHeight: 12, arrivals: 7 });
    screen.give('pageDown', 'pageDown');
    screen.source.arrive(about('pve-09', '900', 5));
    screen.view.arrivals = 8;
    screen.give('up', 'pageUp');
    expect(screen.state().seen).toBe(7);
    screen.give('pageUp', 'pageUp');
    expect(screen.state()).toMatchObject({ selection: { child: false }, seen: 8 });
  });

  it('stays with an event that a late one restacks', () => {
    const screen = screenOf(EVENTS);
    screen.give('open', 'open', 'down');
    screen.source.arrive(storedEvent({ title: 'between' }, 3.5));
    expect(screen.give()).toBe('> old 100');
    expect(screen.give('up')).toBe('> between');
  });

  it('stays with a stack that grows, open as it was', () => {
    const screen = screenOf(EVENTS);
    screen.give('open', 'down', 'down');
    screen.source.arrive(storedEvent({ title: 'newest 100' }, 5));
    expect(screen.give()).toBe('> old 100');
    expect(screen.give('close')).toBe('newest 100');
  });
});

describe('opening', () => {
  const guest100 = 1;

  it('opens a stack and closes it again', () => {
    const screen = screenOf(EVENTS);
    screen.give('enter');
    expect(screen.state()).toMatchObject({ opened: [guest100], focus: 'timeline' });
    screen.give('enter');
    expect(screen.state().opened).toEqual([]);
    screen.give('open', 'close');
    expect(screen.state().opened).toEqual([]);
  });

  it.each<[string, Command[], boolean]>([
    ['a single event', ['down', 'enter'], false],
    ['an event of a stack', ['open', 'down', 'enter'], false],
    ['a stack, where the details cover the timeline', ['enter'], true],
  ])('looks at %s with Enter', (_, commands, narrow) => {
    const screen = screenOf(EVENTS, { narrow });
    screen.give(...commands);
    expect(screen.state().focus).toBe('inspector');
  });

  it('is not stopped from following by a stack that is closed already', () => {
    const screen = screenOf(EVENTS);
    screen.give('close');
    expect(screen.state().selection).toBeUndefined();
  });

  it('does nothing to a single event', () => {
    const screen = screenOf(EVENTS);
    screen.give('down', 'open');
    expect(screen.state().opened).toEqual([]);
    screen.give('close');
    expect(screen.state().opened).toEqual([]);
  });
});

describe('panes', () => {
  it('have the keys in turn', () => {
    const screen = screenOf(EVENTS);
    screen.give('focus');
    expect(screen.state().focus).toBe('inspector');
    screen.give('focus');
    expect(screen.state().focus).toBe('timeline');
  });

  it.each<Command>(['help', 'setup', 'focus'])(
    'are left with Esc after %s, the selection kept',
    (command) => {
      const screen = screenOf(EVENTS);
      screen.give('down', command, 'down', 'back');
      expect(screen.state()).toMatchObject({ focus: 'timeline', scroll: 0 });
      expect(screen.give()).toBe('101');
    },
  );

  it.each<[Command[], number]>([
    [['down', 'down', 'up'], 1],
    [['up'], 0],
    [['pageDown'], 9],
    [['end'], 30],
    [['end', 'down'], 30],
    [['end', 'pageUp'], 21],
    [['end', 'home'], 0],
  ])('scroll by %j to line %i', (commands, line) => {
    for (const pane of ['focus', 'log', 'setup'] as const) {
      const screen = screenOf(EVENTS);
      screen.give(pane, ...commands);
      expect(screen.state().scroll).toBe(line);
    }
  });

  it('scroll from where they end after they became shorter', () => {
    const screen = screenOf(EVENTS);
    screen.give('focus', 'end');
    screen.view.scrollMax = 5;
    screen.give('up');
    expect(screen.state().scroll).toBe(4);
  });
});

describe('what was done', () => {
  it('is said until the next command, and does not touch a question', () => {
    const status = { ok: true, text: safe`copied` };
    const said = reduce(
      { ...initialState, question: { about: 'quit', canHandOver: false } },
      { type: 'status', status },
    );
    expect(said).toEqual({ ...initialState, question: { about: 'quit', canHandOver: false }, status });
    const { view } = screenOf(EVENTS);
    expect(reduce(said, { type: 'command', command: 'up', view }).status).toBeUndefined();
  });
});
