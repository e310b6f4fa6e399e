import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellWord } from '../../src/commands/shell-word.ts';
import { safeText } from '../../src/safe-text.ts';
import { displayWidth } from '../../src/ui/format.ts';
import { wrapCommand } from '../../src/ui/wrap-command.ts';

const words = fc.array(
  fc.oneof(
    fc.stringMatching(/^[\w./:@%+-]{1,40}$/),
    fc.string({ unit: fc.constantFrom(...`ab '"\\$;é漢*`), minLength: 1, maxLength: 30 }),
  ),
  { minLength: 1, maxLength: 12 },
);

function wrapped(each: readonly string[], width: number): string[] {
  return wrapCommand(safeText(each.map(shellWord).join(' '), Number.POSITIVE_INFINITY), width);
}

describe('a command on a screen', () => {
  it('is the same to a shell as it was, however narrow, and no line is wider than the screen', () => {
    const cases = fc.sample(fc.tuple(words, fc.integer({ min: 8, max: 60 })), 400);
    for (const [each, width] of cases)
      for (const line of wrapped(each, width))
        expect(displayWidth(safeText(line)), JSON.stringify([each, width])).toBeLessThanOrEqual(width);
    const script = cases
      .map(([each, width]) => `printf '%s\\0' ${wrapped(['x', ...each], width).join('\n')}\nprintf '\\n\\0'`)
      .join('\n');
    const heard = execFileSync('sh', { input: script, encoding: 'utf8' });
    const said = cases.map(([each]) => ['x', ...each, '\n'].map((word) => `${word}\0`).join('')).join('');
    expect(heard).toBe(said);
  });

  it('does nothing in part: all lines but the last wait for more', () => {
    const lines = wrapped('tempo-tui serve --data-dir /srv/data --port 20130 --host 0.0.0.0'.split(' '), 40);
    expect(lines).toEqual(['tempo-tui serve --data-dir /srv/data \\', '--port 20130 --host 0.0.0.0']);
    expect(wrapped(['tempo-tui', 'serve'], 40)).toEqual(['tempo-tui serve']);
  });
});
