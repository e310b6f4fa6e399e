import { describe, expect, it } from 'vitest';
import { toldScores } from '../../src/commands/told-scores.ts';
import { BOUNDS } from '../../src/score/bounds.ts';

const told = (providerIdentifier: string, more: object = {}) => ({
  origin: 'own' as const,
  score: { providerIdentifier, displayName: 'A', ...more },
});

const rules = (count: number) => ({
  dismissRules: Array.from({ length: count }, () => ({ match: { k: '*?a*' } })),
});

const namesOf = (scores: Parameters<typeof toldScores>[0]) =>
  toldScores(scores).map(({ score }) => score.providerIdentifier);

describe('the scores of a receiver elsewhere', () => {
  it('are taken as they are, and run no commands here', () => {
    const scores = [told('a.b', rules(3)), { ...told('a.c'), origin: 'built in' as const }];
    expect(toldScores(scores)).toEqual([{ ...scores[0], origin: 'installed' }, scores[1]]);
  });

  it('are held to what a file may hold', () => {
    const [fits, tooLarge] = [
      told('a.fits', rules(9999)),
      told('a.large', { ...rules(9999), ...tags(2000) }),
    ];
    expect(JSON.stringify(fits.score).length).toBeGreaterThan(BOUNDS.file * 0.85);
    expect(JSON.stringify(tooLarge.score).length).toBeGreaterThan(BOUNDS.file);
    expect(namesOf([tooLarge, fits, told('a.small')])).toEqual(['a.fits', 'a.small']);
  });

  it('are left out that are none, however deep', () => {
    const deep = JSON.parse(`{"providerIdentifier":"x","_c":${'['.repeat(1e5)}${']'.repeat(1e5)}}`);
    const wrong = [deep, null, undefined, 3, { displayName: 'A' }].map((score) => ({
      origin: 'own' as const,
      score,
    }));
    expect(namesOf([...wrong, told('a.b')])).toEqual(['a.b']);
  });

  it('are as many as a folder may hold, and some more', () => {
    const names = Array.from({ length: 3000 }, (_, at) => `a.n${at}`);
    const taken = namesOf(names.map((name) => told(name)));
    expect(taken).toEqual(names.slice(0, taken.length));
    expect(taken.length).toBeGreaterThan(BOUNDS.files);
    expect(taken.length).toBeLessThan(2 * BOUNDS.files);
  });

  it('are no more than 2 MiB together', () => {
    const large = Array.from({ length: 30 }, (_, at) => told(`a.n${at}`, rules(9000)));
    const taken = toldScores(large);
    expect(taken.length).toBe(Math.floor((2 * 1024 * 1024) / JSON.stringify(large[10]?.score).length));
  });
});

function tags(count: number): object {
  return { tagRules: Array.from({ length: count }, () => ({ match: { k: '*?a*' }, tag: 'some tag' })) };
}
