import type { StoredEvent } from '../../src/event.ts';
import type { Rejection } from '../../src/rejection.ts';
import { safe } from '../../src/safe-text.ts';
import type { EventSource } from '../../src/store/event-source.ts';
import { type Frame, makeFrame } from '../../src/ui/frame.ts';
import { KEYS } from '../../src/ui/keys.ts';
import type { ProgramLog, Refusals, TimelineServices } from '../../src/ui/services.ts';
import { type Line, makeTheme } from '../../src/ui/theme.ts';
import { initialState, type TimelineState } from '../../src/ui/timeline-state.ts';
import { START } from './events.ts';
import { testDesk } from './setup-desk.ts';
import { MemorySource } from './source.ts';

/** What a picture is made from, where it is not what it mostly is. */
export interface World {
  events?: readonly StoredEvent[];
  source?: Partial<EventSource>;
  refused?: Refusals['recent'];
  noted?: ProgramLog['entries'];
  token?: string;
  mouse?: boolean;
}

export function servicesOf({
  events = [],
  source = {},
  refused = [],
  noted = [],
  token = 'T0KEN',
  mouse = false,
}: World): TimelineServices {
  const store = Object.assign(new MemorySource(events), source);
  return {
    feed: store.feed(),
    book: store.book,
    theme: makeTheme(true),
    keys: KEYS,
    mouse: { on: mouse, turn() {} },
    refusals: { recent: refused, subscribe: () => () => {} },
    journal: { entries: noted },
    scoreNotices: () => [],
    setup: testDesk(token, [{ text: safe`A note.`, command: safe`tempo-tui --host 0.0.0.0` }]),
    desktop: { env: {}, platform: 'linux', writeToTerminal() {} },
    origins: { knows: () => false, async remember() {} },
    now: () => START,
    quit() {},
    suspend() {},
    crash() {},
  };
}

/** The picture of a world and of what the person did to it, on a screen of 120×40 unless another is given. */
export function draw(world: World, state: Partial<TimelineState> = {}, columns = 120, rows = 40): Frame {
  return makeFrame({ ...initialState, ...state }, servicesOf(world), columns, rows);
}

export function textOf(lines: readonly Line[]): string {
  return lines.map((line) => line.map(({ text }) => text).join('')).join('\n');
}

/** One that was refused a minute ago. */
export function refusal(more: Partial<Rejection> = {}): Rejection {
  const time = new Date(START - 60_000).toISOString();
  return { time, since: time, times: 1, address: '192.0.2.7', status: 401, reason: 'no token', ...more };
}
