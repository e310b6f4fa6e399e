import { render } from 'ink-testing-library';
import { onTestFinished, vi } from 'vitest';
import type { StoredEvent } from '../../src/event.ts';
import { App } from '../../src/ui/app.tsx';
import { KEYS } from '../../src/ui/keys.ts';
import type { MouseReport } from '../../src/ui/part-input.ts';
import type { MouseSwitch, TimelineServices } from '../../src/ui/services.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { testDesk } from './setup-desk.ts';
import { MemorySource } from './source.ts';

/**
 * The timeline on Ink's test terminal (100×24), with what it did to the world written down.
 *
 * @param more what is otherwise than in most tests
 */
export function showTimeline(
  events: readonly StoredEvent[],
  now: number,
  more: Partial<TimelineServices> = {},
) {
  const source = new MemorySource(events);
  const { book } = source;
  const feed = source.feed();
  const toTerminal: string[] = [];
  const calls = { quit: vi.fn(), suspend: vi.fn(), crash: vi.fn() };
  const origins = new Set<string>();
  const { keys = KEYS } = more;
  const services: TimelineServices = {
    feed,
    book,
    theme: makeTheme(false),
    keys,
    mouse: mouseSwitch(),
    refusals: { recent: [], subscribe: () => () => {} },
    journal: { entries: [] },
    scoreNotices: () => [],
    setup: testDesk('T0KEN', [], keys),
    desktop: { env: {}, platform: 'linux', writeToTerminal: (text) => toTerminal.push(text) },
    origins: {
      knows: (origin) => origins.has(origin),
      remember: async (origin) => {
        origins.add(origin);
      },
    },
    now: () => now,
    ...calls,
    ...more,
  };
  const shown = render(<App services={services} />);
  onTestFinished(() => {
    feed.close();
    shown.unmount();
  });
  return {
    ...calls,
    feed,
    arrive: (...more: StoredEvent[]) => source.arrive(...more),
    screen: () => shown.lastFrame() ?? '',
    press: (...keys: string[]) => {
      for (const key of keys) shown.stdin.write(key);
    },
    paste: (text: string) => {
      shown.stdin.emit('paste', text);
    },
    /** Presses the left button where a text begins, or turns the wheel there. */
    point: (text: string, button: MouseReport['button'] = 'left') => {
      const lines = (shown.lastFrame() ?? '').split('\n');
      const y = lines.findIndex((line) => line.includes(text));
      if (y < 0) throw new Error(`not on the screen: ${text}`);
      shown.stdin.emit('mouse', { button, x: lines[y]!.indexOf(text), y, times: 1 });
    },
    /** What was copied by way of the terminal. */
    copied: () =>
      toTerminal.map((text) => Buffer.from(text.slice('\u001B]52;c;'.length, -1), 'base64').toString()),
  };
}

function mouseSwitch(): MouseSwitch {
  let isOn = false;
  return {
    get on() {
      return isOn;
    },
    turn: (on) => {
      isOn = on;
    },
  };
}
