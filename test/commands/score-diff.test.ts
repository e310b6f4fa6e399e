import { describe, expect, it } from 'vitest';
import { scoreDiff } from '../../src/commands/score-diff.ts';
import { scoreOf } from '../support/scores.ts';

const rules = (from: number) =>
  Array.from({ length: 3000 }, (_, at) => ({ match: { a: `${from + at}` }, tag: `t${from + at}` }));

describe('the difference between two versions of a score', () => {
  it('shows the lines that changed, with those around them', async () => {
    const before = scoreOf({ color: '#000000', stackTitle: 'S' });
    expect(await scoreDiff(before, { ...before, color: '#ffffff' })).toEqual([
      '  @@ line 2, now line 2 @@',
      '     "providerIdentifier": "a.b",',
      '     "displayName": "A",',
      '  -  "color": "#000000",',
      '  +  "color": "#ffffff",',
      '     "stackTitle": "S"',
      '   }',
    ]);
  });

  it('is nothing where both say the same in another order', async () => {
    const first = scoreOf({ color: '#000000', stackTitle: 'S' });
    expect(await scoreDiff(first, scoreOf({ stackTitle: 'S', color: '#000000' }))).toEqual([]);
  });

  it('is not looked for without an end', async () => {
    const before = scoreOf({ tagRules: rules(0) });
    expect(await scoreDiff(before, scoreOf({ tagRules: rules(10_000) }))).toEqual([
      '  too many differences to show',
    ]);
  });
});
