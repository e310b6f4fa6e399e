import { UsageError } from '../../config.ts';
import { parseQuery, tokensOf } from '../../score/query.ts';
import type { ScoreBook } from '../../score/score-book.ts';

/**
 * Refuses a query that would be read as if a piece of it were not there, as one that is still being written is.
 *
 * @throws UsageError saying which piece, and what it takes
 */
export function checkQuery(text: string, book: ScoreBook): void {
  const bare = tokensOf(text).find(({ key, value }) => key !== undefined && value === '');
  const problem = bare ? `nothing stands behind ${bare.written}` : parseQuery(text, book, Date.now()).problem;
  if (problem !== undefined) throw new UsageError(`The query "${text}": ${problem}.`);
}

/** Whether a query has a piece such as `is:attention`. */
export function asksForStates(text: string): boolean {
  return tokensOf(text).some(({ key }) => key === 'is');
}
