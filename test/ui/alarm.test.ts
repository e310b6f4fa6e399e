import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SafeText } from '../../src/safe-text.ts';
import { safe, safeText } from '../../src/safe-text.ts';
import { FLAG } from '../../src/store/event-table.ts';
import { alarmDelay, alarmSequence, alarmText, GATHER_MS, REST_MS, soundAlarms } from '../../src/ui/alarm.ts';
import { about, storedEvent } from '../support/events.ts';
import { MemorySource } from '../support/source.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function listen(source = new MemorySource()) {
  const feed = source.feed();
  const told: SafeText[] = [];
  const stop = soundAlarms(feed, (text) => told.push(text));
  return { source, feed, told, stop };
}

describe('the wait before an alarm', () => {
  it.each([
    [Number.POSITIVE_INFINITY, GATHER_MS],
    [REST_MS * 2, GATHER_MS],
    [0, REST_MS],
    [REST_MS - 500, GATHER_MS],
    [3000, REST_MS - 3000],
  ])('%d ms after the last is %d ms', (sinceLast, wait) => {
    expect(alarmDelay(sinceLast)).toBe(wait);
  });
});

describe('an alarm', () => {
  it('tells of an error, in words that do nothing to the terminal', () => {
    const { source, told } = listen();
    source.arrive(
      storedEvent({ title: 'Backup \u001B]0;owned\u0007 failed', metadata: { severity: 'error' } }),
    );
    expect(told).toEqual([]);
    vi.advanceTimersByTime(GATHER_MS);
    expect(told).toEqual(['tempo-tui: Proxmox: Error: Backup \uFFFD]0;owned\uFFFD failed']);
  });

  it('tells of many that come together once, and of what comes soon after together again', () => {
    const { source, told } = listen();
    for (let at = 1; at <= 500; at += 1) source.arrive(about('pve-01', String(at), 0, 'critical'));
    vi.advanceTimersByTime(GATHER_MS);
    expect(told).toEqual(['tempo-tui: 500 new errors, the last: Proxmox: Critical: Backup completed']);
    for (let at = 1; at <= 90; at += 1) {
      source.arrive(about('pve-01', '1', 0, 'error'));
      vi.advanceTimersByTime(100);
    }
    expect(told).toHaveLength(1);
    vi.advanceTimersByTime(REST_MS);
    expect(told).toHaveLength(2);
    expect(told[1]).toContain('90 new errors');
  });

  it('is sounded for nothing less, nothing old, and nothing that was acknowledged as it came', async () => {
    const { source, told } = listen();
    source.arrive(about('pve-01', '1', 0, 'warning'));
    source.load(about('pve-01', '2', 0, 'error'));
    const old = about('pve-01', '3', 0, 'error');
    source.load(old);
    await source.flag([source.slotOf(old)], FLAG.acked, true);
    await source.flag([source.slotOf(old)], FLAG.acked, false);
    vi.advanceTimersByTime(REST_MS);
    expect(told).toEqual([]);
  });

  it('says what it can of an event that is gone again', () => {
    expect(alarmText(1, undefined)).toBe('tempo-tui: 1 new error');
    expect(alarmText(3, undefined)).toBe('tempo-tui: 3 new errors');
  });

  it('comes no more once stopped', () => {
    const { source, feed, told, stop } = listen();
    source.arrive(about('pve-01', '1', 0, 'error'));
    stop();
    feed.close();
    vi.advanceTimersByTime(REST_MS);
    expect(told).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('what a terminal is sent', () => {
  const OSC9 = '\u001B]9;tempo-tui: x\u0007';
  it.each([
    ['bell', {}, '\u0007'],
    ['osc9', {}, OSC9],
    ['both', {}, `${OSC9}\u0007`],
    ['osc9', { TMUX: '/tmp/tmux' }, `\u001BPtmux;\u001B${OSC9}\u001B\\`],
    ['osc9', { TERM: 'tmux-256color' }, `\u001BPtmux;\u001B${OSC9}\u001B\\`],
    ['osc9', { TERM: 'linux' }, ''],
    ['both', { TERM: 'linux' }, '\u0007'],
  ] as const)('for %s with %j', (notify, env, sequence) => {
    expect(alarmSequence(safe`tempo-tui: x`, notify, env)).toBe(sequence);
  });

  it('cannot be ended by the text', () => {
    const text = safe`tempo-tui: ${safeText('\u001B\\\u0007\u009C\n')}`;
    expect(alarmSequence(text, 'osc9', {}).slice(4, -1)).not.toMatch(/\p{Cc}/u);
  });
});
