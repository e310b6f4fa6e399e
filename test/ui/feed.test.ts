import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StoredEvent } from '../../src/event.ts';
import { about, HOUR, START, storedEvent } from '../support/events.ts';
import { MemorySource } from '../support/source.ts';

function feedOf(events: readonly StoredEvent[] = []) {
  const source = new MemorySource(events);
  const feed = source.feed();
  const drawn = vi.fn();
  feed.subscribe(drawn);
  return { feed, drawn, source };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('what arrives', () => {
  it('is drawn at once when it is quiet', () => {
    const { feed, drawn, source } = feedOf();
    const before = feed.version();
    source.arrive(storedEvent());
    expect(drawn).toHaveBeenCalledOnce();
    expect(feed.version()).not.toBe(before);
    expect(feed.arrivals).toBe(1);
  });

  it('is drawn at most thirty times a second, and to the last of it', () => {
    const { feed, drawn, source } = feedOf();
    const seen: number[] = [];
    feed.subscribe(() => seen.push(feed.arrivals));
    for (let at = 0; at < 1000; at += 1) {
      source.arrive(storedEvent());
      vi.advanceTimersByTime(1);
    }
    vi.advanceTimersByTime(1000);
    expect(drawn.mock.calls.length).toBeGreaterThan(25);
    expect(drawn.mock.calls.length).toBeLessThanOrEqual(32);
    expect(seen.at(-1)).toBe(1000);
    const calls = drawn.mock.calls.length;
    vi.advanceTimersByTime(10_000);
    expect(drawn).toHaveBeenCalledTimes(calls);
  });

  it('is no longer looked at once closed, and leaves no timer behind', () => {
    const { feed, source } = feedOf();
    source.arrive(storedEvent(), storedEvent());
    feed.touch();
    feed.close();
    expect(source.watchers).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('counts for a minute', () => {
    const { feed, source } = feedOf([storedEvent()]);
    expect(feed.lastMinute()).toBe(0);
    source.arrive(storedEvent(), storedEvent());
    vi.advanceTimersByTime(58_000);
    source.arrive(storedEvent());
    expect(feed.lastMinute()).toBe(3);
    vi.advanceTimersByTime(3000);
    expect(feed.lastMinute()).toBe(1);
    vi.advanceTimersByTime(60_000);
    expect(feed.lastMinute()).toBe(0);
  });
});

describe('a timeline that is opened', () => {
  it('counts by the time of receipt what came in the minute before', () => {
    const received = (ago: number) =>
      storedEvent({ receivedAt: new Date(Date.now() - ago * 1000).toISOString() });
    // Another clock was ahead of today's.
    const { feed } = feedOf([received(3600), received(61), received(50), received(5), received(-3600)]);
    expect(feed.lastMinute()).toBe(2);
    vi.advanceTimersByTime(30_000);
    expect(feed.lastMinute()).toBe(1);
    vi.advanceTimersByTime(30_000);
    expect(feed.lastMinute()).toBe(0);
  });

  it('counts the same of the history that is read after that', () => {
    const received = (ago: number) =>
      storedEvent({ receivedAt: new Date(Date.now() - ago * 1000).toISOString() });
    const { feed, source } = feedOf([received(5)]);
    source.loadTogether(received(3600), received(30), received(20));
    expect(feed.lastMinute()).toBe(3);
  });
});

describe('a new version of an event', () => {
  it('takes the place of the old one, in its stack and in the strip', () => {
    const old = about('pve-01', '100', 0, 'critical');
    const { feed, source } = feedOf([old]);
    const event = { ...about('pve-02', '200', 1, 'warning'), id: old.id };
    source.update(event);
    expect(feed.index.size).toBe(1);
    expect(feed.index.at(0)).toEqual({ head: source.slotOf(event), size: 1, worst: 2, level: 2 });
    expect(feed.entry(source.slotOf(event)).event).toBe(event);
    const hours = feed.strip(START + HOUR);
    expect(hours.slice(-2)).toEqual([{ count: 0 }, { count: 1, worst: 'warning' }]);
  });
});

describe('an event whose record cannot be read any more', () => {
  it('has a row that says so, in its place', () => {
    const lost = about('pve-01', '100', 0, 'error');
    const { feed, source } = feedOf([lost, about('pve-01', '100', 1)]);
    const slot = source.slotOf(lost);
    source.lose(lost);
    expect(feed.entry(slot).event).toMatchObject({
      time: lost.time,
      title: expect.stringContaining('cannot be read'),
    });
    expect(feed.index.at(0)).toMatchObject({ size: 2, worst: 3 });
  });
});

describe('the strip', () => {
  it('has 24 hours with the worst severity of each, the running one last', () => {
    const { feed } = feedOf([
      about('pve-01', '100', 0, 'warning'),
      about('pve-01', '101', 0, 'info'),
      about('pve-01', '102', -23, 'error'),
      about('pve-01', '103', -24, 'critical'),
    ]);
    const hours = feed.strip(START);
    expect(hours).toHaveLength(24);
    expect(hours[23]).toEqual({ count: 2, worst: 'warning' });
    expect(hours[0]).toEqual({ count: 1, worst: 'error' });
    expect(hours.slice(1, 23)).toEqual(Array.from({ length: 22 }, () => ({ count: 0 })));
  });

  it('agrees with the list, whatever came and was replaced', () => {
    const hoursBack = fc.integer({ min: 0, max: 23 });
    const arrival = fc.record({ hours: hoursBack, vmid: fc.constantFrom('1', '2'), replaces: fc.boolean() });
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 30 }), (arrivals) => {
        const { feed, source } = feedOf();
        let last: StoredEvent | undefined;
        for (const { hours, vmid, replaces } of arrivals) {
          const fresh = about('pve-01', vmid, -hours);
          if (replaces && last) source.update({ ...fresh, id: last.id });
          else source.arrive(fresh);
          last ??= fresh;
        }
        const strip = feed.strip(START).reduce((sum, { count }) => sum + count, 0);
        const stacks = Array.from({ length: feed.index.size }, (_, at) => feed.index.at(at)!);
        const listed = stacks.reduce((sum, { size }) => sum + size, 0);
        expect(strip).toBe(listed);
        feed.close();
      }),
    );
  });
});
