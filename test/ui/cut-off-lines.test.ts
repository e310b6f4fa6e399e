import { describe, expect, it } from 'vitest';
import { safe, safeText } from '../../src/safe-text.ts';
import { cutOffLines } from '../../src/ui/cut-off-lines.ts';
import { KEYS } from '../../src/ui/keys.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { START } from '../support/events.ts';

const LOOK = { theme: makeTheme(false), keys: KEYS };
const COMMAND = 'tempo-tui serve --data-dir /srv/data --port 7777 --host 0.0.0.0 --allow 192.0.2.0/24';

function lines(
  columns: number,
  rows: number,
  command = COMMAND,
  how = command === '' ? safe`Start it on its machine.` : safe`Start it`,
): string[] {
  const attached = {
    name: () => safe`attached`,
    link: () => ({ kind: 'lost', since: START, why: 'nothing listens there' }) as const,
    remedy: () => ({ how, ...(command !== '' && { command: safeText(command) }) }),
  };
  return cutOffLines(attached, columns, rows, LOOK).map((line) => line.map(({ text }) => text).join(''));
}

describe('what stands on the screen while the receiver is not heard', () => {
  it.each(
    [40, 50, 60, 80, 120].flatMap((columns) => [10, 12, 16, 24, 50].map((rows) => [columns, rows] as const)),
  )('has the command whole or not at all, and leaves room for the timeline, at %i×%i', (columns, rows) => {
    const shown = lines(columns, rows);
    expect(shown.length).toBeLessThanOrEqual(Math.max(3, rows - 8));
    expect(shown[0]).toMatch(/^✗ Cut off/);
    const command = shown.slice(shown.findIndex((line) => line.startsWith('tempo-tui')));
    if (shown.some((line) => line.startsWith('tempo-tui')))
      expect(command.join('\n').replaceAll('\\\n', '')).toBe(COMMAND);
    else expect(shown.join(' ')).toContain('R copies');
    for (const line of shown) expect(line.length).toBeLessThanOrEqual(columns);
  });

  it('says where all of it stands where there is no room for what to do', () => {
    const how = safe`${safeText('Make a token that is let read there, and start again with it. '.repeat(4).trim())}`;
    const shown = lines(40, 12, '', how);
    expect(shown).toHaveLength(4);
    expect(shown[1]).toMatch(/^Make a token/);
    expect(shown[3]).toBe('… L tells all of it');
    expect(lines(120, 30, '', how).join(' ')).toContain(how);
  });

  it('says it in words where there is no command', () => {
    expect(lines(80, 24, '')).toEqual([
      expect.stringMatching(/^✗ Cut off from the receiver since .*: nothing listens there\. Trying again\.$/),
      'Start it on its machine.',
    ]);
  });
});
