import chalk from 'chalk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { drawWithBits } from '../../src/ui/styled-line.ts';
import { about, HOUR, START } from '../support/events.ts';
import { showTimeline } from '../support/timeline.tsx';

const EVENTS = [about('pve-01', '100', 0), about('pve-02', '7', -1, 'error')];
const COLOR = /\u001B\[[\d;]*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[\d;]*m/;

const { level } = chalk;
beforeEach(() => drawWithBits(1));
afterEach(() => {
  chalk.level = level;
});

function show() {
  const shown = showTimeline(EVENTS, START + HOUR);
  /** The line with a text, with its styles. */
  const line = (text: string) =>
    shown
      .screen()
      .split('\n')
      .find((each) => each.includes(text)) ?? '';
  return { ...shown, line };
}

describe('without colours', () => {
  it('there is none, and what is selected is inverse', async () => {
    const { screen, line } = show();
    await vi.waitFor(() => expect(line('pve-01/100')).toMatch(/^\u001B\[7m/));
    expect(line('pve-02/7')).not.toContain('\u001B[7m');
    expect(screen()).not.toMatch(COLOR);
  });

  it('the focus shows in the selected row and in the rule', async () => {
    const { press, line } = show();
    await vi.waitFor(() => expect(line('pve-01/100')).toContain('\u001B[2m │ '));
    press('\t');
    await vi.waitFor(() => expect(line('pve-01/100')).toMatch(/^\u001B\[1m\u001B\[4m/));
    expect(line('pve-01/100')).not.toContain('\u001B[7m');
    expect(line('pve-01/100')).not.toContain('\u001B[2m │ ');
  });

  it('an acknowledgement, a severity and a bad answer each have a sign', async () => {
    const { press, line, screen } = show();
    press('a');
    await vi.waitFor(() => expect(line('pve-01/100')).toContain('✓'));
    expect(line('pve-02/7')).toContain('✗ Error');
    await vi.waitFor(() => expect(screen()).toContain('acknowledged'));
    expect(screen()).not.toContain('▲');
    press('Y');
    await vi.waitFor(() => expect(screen()).toContain('▲ this event has no message'));
  });

  it('what was searched for is underlined where it stands', async () => {
    const { press, line } = show();
    press('j', '/', 'backup');
    await vi.waitFor(() => expect(line('pve-02/7')).toContain('\u001B[1m\u001B[4mBackup\u001B[24m'));
  });
});
