import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FLAG } from '../../src/store/event-table.ts';
import { keepTitle, titleText } from '../../src/ui/window-title.ts';
import { about } from '../support/events.ts';
import { MemorySource } from '../support/source.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the title', () => {
  it.each([
    [0, true, 'tempo-tui'],
    [1, true, 'tempo-tui: 1 error'],
    [12, true, 'tempo-tui: 12 errors'],
    [0, false, 'tempo-tui: NOT STORING'],
    [2, false, 'tempo-tui: NOT STORING, 2 errors'],
  ])('with %i errors, storing %s, is %s', (errors, storing, title) => {
    expect(titleText(errors, storing)).toBe(title);
  });

  it('counts the errors that nobody has acknowledged, of the whole history, whatever is shown', async () => {
    const old = about('pve-01', '1', -9000, 'error');
    const source = new MemorySource([old, about('pve-01', '2', 0)]);
    const feed = source.feed();
    const titles: string[] = [];
    const stop = keepTitle(feed, (title) => titles.push(title));
    await vi.advanceTimersByTimeAsync(2000);
    feed.show('nothing', 0);
    source.arrive(about('pve-02', '3', 1, 'critical'), about('pve-02', '4', 1, 'warning'));
    await vi.advanceTimersByTimeAsync(2000);
    expect(titles.at(-1)).toBe('tempo-tui: 2 errors');
    await source.flag([source.slotOf(old)], FLAG.acked, true);
    await vi.advanceTimersByTimeAsync(2000);
    expect(titles.at(-1)).toBe('tempo-tui: 1 error');
    source.trouble = { code: 'ENOSPC', message: 'full' };
    feed.touch();
    await vi.advanceTimersByTimeAsync(2000);
    expect(titles.at(-1)).toBe('tempo-tui: NOT STORING, 1 error');
    stop();
    feed.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('changes at most once a second', async () => {
    const source = new MemorySource();
    const feed = source.feed();
    const setTitle = vi.fn();
    keepTitle(feed, setTitle);
    for (let at = 0; at < 300; at += 1) {
      source.arrive(about('pve-01', String(at), 0, 'error'));
      await vi.advanceTimersByTimeAsync(10);
    }
    await vi.advanceTimersByTimeAsync(2000);
    expect(setTitle.mock.calls.length).toBeLessThanOrEqual(5);
    expect(setTitle.mock.lastCall).toEqual(['tempo-tui: 300 errors']);
    feed.close();
  });
});
