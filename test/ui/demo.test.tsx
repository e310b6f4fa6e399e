import { describe, expect, it, vi } from 'vitest';
import { safe } from '../../src/safe-text.ts';
import { about, HOUR, START, storedEvent } from '../support/events.ts';
import { showTimeline } from '../support/timeline.tsx';

const NOW = START + 6 * HOUR;
const DEMO = { demo: { start: safe`tempo-tui --from-here` } };

function shows(screen: () => string, ...wanted: (string | RegExp)[]) {
  return vi.waitFor(() => {
    for (const each of wanted) expect(screen()).toMatch(each);
  });
}

describe('the screen of the demo', () => {
  it('claims neither to listen nor to store', async () => {
    const { screen } = showTimeline([about('pve-01', '100', 1)], NOW, DEMO);
    await shows(screen, 'no port is open', 'nothing is stored');
    expect(screen()).not.toMatch(/✓ storing|loopback only|LAN/);
  });

  it('tells how to start for real where the set-up is else, and has nothing to copy there', async () => {
    const { screen, press, copied } = showTimeline([about('pve-01', '100', 1)], NOW, DEMO);
    press('S');
    await shows(screen, 'This is a demo', 'tempo-tui --from-here');
    expect(screen()).not.toMatch(/T0KEN|curl|pvesh|\/ingest|copy|token for/);
    press('c', 't', 'p', 'b', 'm', 'e', '?');
    await shows(screen, /Timeline/);
    expect(copied()).toEqual([]);
    press('\u001B');
    await shows(screen, 'This is a demo');
    press('\u001B');
    await shows(screen, /pve-01\/100/);
  });

  it('is left without a question, as nothing is missed', async () => {
    const { screen, press, arrive, quit } = showTimeline([], NOW, DEMO);
    arrive(storedEvent());
    await shows(screen, 'Backup completed');
    press('q');
    await vi.waitFor(() => expect(quit).toHaveBeenCalledOnce());
  });
});
