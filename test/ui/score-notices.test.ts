import { expect, it } from 'vitest';
import { KEYS } from '../../src/ui/keys.ts';
import { remapKeys } from '../../src/ui/remap-keys.ts';
import { scoreNoticeTexts } from '../../src/ui/score-notices.ts';

const bad = (name: string) => ({ name, reason: 'is empty' });

it('tells of one file what is wrong with it, and of hundreds how many they are', () => {
  expect(scoreNoticeTexts([], KEYS)).toEqual([]);
  expect(scoreNoticeTexts([bad('a.json')], KEYS)).toEqual(['▲ Score a.json: is empty']);
  expect(scoreNoticeTexts([bad('a\u001B[2J.json'), bad('b.json')], KEYS)).toEqual([
    '▲ Score a\uFFFD[2J.json: is empty',
    '▲ and 1 more file of the scores folder; L tells which',
  ]);
  const many = Array.from({ length: 500 }, (_, at) => bad(`${at}.json`));
  expect(scoreNoticeTexts(many, KEYS)).toHaveLength(2);
  expect(scoreNoticeTexts(many, KEYS)[1]).toContain('499 more files');
});

it('names no key where there is none', () => {
  const { keys } = remapKeys({ log: [] });
  expect(scoreNoticeTexts([bad('a.json'), bad('b.json')], keys)[1]).toBe(
    '▲ and 1 more file of the scores folder',
  );
});
