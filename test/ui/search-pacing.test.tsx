import { expect, it, vi } from 'vitest';
import { about, HOUR, START } from '../support/events.ts';
import { showTimeline } from '../support/timeline.tsx';

const NOW = START + 6 * HOUR;
const events = [about('pve-01', '100', 1, 'error'), about('pve-02', '200', 2)];

it('searches once for all characters that come together, and shows them at once', async () => {
  const { screen, press, feed } = showTimeline(events, NOW);
  const show = vi.spyOn(feed, 'show');
  press('/');
  await vi.waitFor(() => expect(screen()).toMatch(/^\/▏/m));
  for (const character of 'pve-01 '.repeat(20)) press(character);
  press('pve-01'.repeat(30));
  expect(show).not.toHaveBeenCalled();
  await vi.waitFor(() => expect(screen()).toMatch('1pve-01▏'));
  // What was found is told of what was searched for.
  if (show.mock.calls.length === 0) expect(screen()).toMatch(/^filter +2 events/m);
  await vi.waitFor(() => expect(screen()).toMatch('Nothing fits pve-01 pve-01'));
  expect(show).toHaveBeenCalledTimes(1);
});

it('goes on searching while characters keep coming, at most ten times in a second', async () => {
  const { press, feed } = showTimeline(events, NOW);
  const show = vi.spyOn(feed, 'show');
  press('/');
  const began = performance.now();
  while (show.mock.calls.length < 4) {
    press('x', '\u007F', 'y');
    await new Promise((done) => setImmediate(done));
  }
  expect(performance.now() - began).toBeGreaterThan(290);
});

it('has found what was written before a key acts on it', async () => {
  const { screen, press } = showTimeline(events, NOW);
  await vi.waitFor(() => expect(screen()).toMatch('pve-02/200'));
  press('/', 'pve-01', '\r', 'x');
  await vi.waitFor(() => expect(screen()).toMatch('dismissed 1 event'));
  press('\u001B');
  await vi.waitFor(() => expect(screen()).toMatch('pve-02/200'));
  expect(screen()).not.toMatch('pve-01/100');
});
