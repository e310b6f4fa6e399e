import type { MessageOf } from '../attach/wire.ts';
import { BOUNDS } from '../score/bounds.ts';
import { lengthOfScore, readScore } from '../score/read-score.ts';
import type { KnownScore } from '../score/score-book.ts';

/** A folder may hold so many, and some are built in. */
const MOST_SCORES = BOUNDS.files + 100;
/** Bytes of all of them: hundreds as they are published. In force they take up eighty times as much. */
const MOST_BYTES = 2 * 1024 * 1024;

/**
 * The scores that a receiver elsewhere tells, each held to what a file may hold. What this version does not understand,
 * or is too large, is left out, and so are those behind where they are too many.
 */
export function toldScores(told: MessageOf<'scores'>): KnownScore[] {
  const scores: KnownScore[] = [];
  let left = MOST_BYTES;
  for (const { origin, score } of told.slice(0, MOST_SCORES)) {
    const length = lengthOfScore(score);
    if (length > Math.min(left, BOUNDS.file)) continue;
    left -= length;
    const read = readScore(score);
    // What a receiver elsewhere calls its own is not the user's own here.
    if ('score' in read) scores.push({ score: read.score, origin: origin === 'own' ? 'installed' : origin });
  }
  return scores;
}
