import { type SafeText, safe, safeText } from '../safe-text.ts';
import type { ScoreNotice } from '../score/score-folder.ts';
import { type KeyTable, keyHint } from './keys.ts';

/** What is wrong with files of the scores folder, in two lines at most: there may be hundreds, and other notices. */
export function scoreNoticeTexts(notices: readonly ScoreNotice[], keys: KeyTable): SafeText[] {
  const [first, ...others] = notices;
  if (!first) return [];
  const text = safe`▲ Score ${safeText(first.name, 60)}: ${safeText(first.reason)}`;
  if (others.length === 0) return [text];
  const files = others.length === 1 ? safe`1 more file` : safe`${others.length} more files`;
  const where = keyHint('log', keys, (key) => safe`; ${key} tells which`);
  return [text, safe`▲ and ${files} of the scores folder${where}`];
}
