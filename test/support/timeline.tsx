import { render } from 'ink-testing-library';
import { onTestFinished, vi } from 'vitest';
import { setupGuide } from '../../src/commands/setup-guide.ts';
import type { StoredEvent } from '../../src/event.ts';
import { ScoreBook } from '../../src/score/score-book.ts';
import type { EventSource, StoreChange } from '../../src/store/event-store.ts';
import { App } from '../../src/ui/app.tsx';
import { TimelineFeed } from '../../src/ui/feed.ts';
import type { TimelineServices } from '../../src/ui/services.ts';
import { makeTheme } from '../../src/ui/theme.ts';

/** A store in memory that the test feeds. */
class FakeSource implements EventSource {
  readonly problems = { damaged: 0, torn: 0, newer: 0, foreign: [] };
  trouble: EventSource['trouble'];
  readonly #events: StoredEvent[];
  readonly #listeners = new Set<(changes: readonly StoreChange[]) => void>();

  constructor(events: readonly StoredEvent[]) {
    this.#events = [...events];
  }

  get size(): number {
    return this.#events.length;
  }

  events(): Iterable<StoredEvent> {
    return this.#events;
  }

  subscribe(listener: (changes: readonly StoreChange[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  arrive(...events: StoredEvent[]): void {
    this.#events.push(...events);
    for (const listener of this.#listeners) listener(events.map((event) => ({ event })));
  }
}

/** The timeline on Ink's test terminal (100×24), with what it did to the world written down. */
export function showTimeline(events: readonly StoredEvent[], now: number) {
  const source = new FakeSource(events);
  const book = new ScoreBook();
  const feed = new TimelineFeed(source, book);
  const toTerminal: string[] = [];
  const calls = { quit: vi.fn(), suspend: vi.fn(), crash: vi.fn() };
  const origins = new Set<string>();
  const services: TimelineServices = {
    feed,
    book,
    theme: makeTheme(false),
    refusals: { total: 0, recent: [], subscribe: () => () => {} },
    setup: setupGuide({
      endpoint: 'http://127.0.0.1:7776/ingest',
      lanEndpoint: 'http://192.0.2.1:7776/ingest',
      loopbackOnly: true,
      token: 'T0KEN',
      notes: [],
    }),
    desktop: { env: {}, platform: 'linux', writeToTerminal: (text) => toTerminal.push(text) },
    origins: {
      knows: (origin) => origins.has(origin),
      remember: async (origin) => {
        origins.add(origin);
      },
    },
    now: () => now,
    ...calls,
  };
  const shown = render(<App services={services} />);
  onTestFinished(() => {
    feed.close();
    shown.unmount();
  });
  return {
    ...calls,
    arrive: (...more: StoredEvent[]) => source.arrive(...more),
    screen: () => shown.lastFrame() ?? '',
    press: (...keys: string[]) => {
      for (const key of keys) shown.stdin.write(key);
    },
    /** What was copied by way of the terminal. */
    copied: () =>
      toTerminal.map((text) => Buffer.from(text.slice('\u001B]52;c;'.length, -1), 'base64').toString()),
  };
}
