import { describe, expect, it } from 'vitest';
import { BOUNDS } from '../../src/score/bounds.ts';
import { disarmed } from '../../src/score/disarm.ts';
import { parseScore } from '../../src/score/read-score.ts';
import type { Score } from '../../src/score/schema.ts';
import { published } from '../support/published.ts';

function scoreIn(text: string): Score {
  const read = parseScore(text);
  if ('score' in read) return read.score;
  throw new Error(JSON.stringify(read.problems));
}

const armed = (fields: object) =>
  JSON.stringify({
    providerIdentifier: 'a',
    displayName: 'A',
    defaultActions: [{ label: 'Run', systemIcon: 'terminal', trigger: { openTerminalWith: 'reboot' } }],
    ...fields,
  });

describe('a score as it is installed', () => {
  it.each(published)('$name has no command that runs, and is the same else', ({ text }) => {
    const { content, disabled } = disarmed(text);
    const before = scoreIn(text);
    const after = scoreIn(content);
    const commands = (after.defaultActions ?? []).filter(({ trigger }) => 'openTerminalWith' in trigger);
    expect(commands.every((action) => action._disabled)).toBe(true);
    const named = (before.defaultActions ?? []).filter(({ label }) => disabled.includes(label));
    expect(named.every(({ trigger, _disabled }) => 'openTerminalWith' in trigger && !_disabled)).toBe(true);
    const without = (score: Score) => ({
      ...score,
      defaultActions: (score.defaultActions ?? []).map(({ _disabled, ...action }) => action),
    });
    expect(without(after)).toEqual(without(before));
    if (disabled.length === 0) expect(content).toBe(text);
  });

  it('keeps what is there for authors', () => {
    const { content } = disarmed(armed({ _comment: 'mine', $schema: './x.json' }));
    expect(JSON.parse(content)).toMatchObject({ _comment: 'mine', $schema: './x.json' });
  });

  it('is written without spaces where it would be too large for a file else, and refused where it is still', () => {
    const tagRules = Array.from({ length: 4000 }, (_, at) => ({ match: { a: `${at}` }, tag: 'tagged' }));
    const { content } = disarmed(armed({ tagRules }));
    expect(content).not.toContain('\n');
    expect(scoreIn(content).defaultActions?.[0]).toMatchObject({ _disabled: true });
    const room = BOUNDS.file - armed({ _comment: '' }).length;
    expect(parseScore(armed({ _comment: 'x'.repeat(room) }))).toHaveProperty('score');
    expect(() => disarmed(armed({ _comment: 'x'.repeat(room) }))).toThrow(RangeError);
  });
});
