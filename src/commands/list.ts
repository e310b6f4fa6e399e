import { existsSync } from 'node:fs';
import { type Settings, UsageError } from '../config.ts';
import { eventJson } from './event-json.ts';
import { plainLine, type ToldEvent } from './event-line.ts';
import { checkQuery } from './list/check-query.ts';
import { fittingEvents } from './list/fitting-events.ts';
import { openScores } from './open-scores.ts';
import { say, writeLines } from './output.ts';

export interface ListFlags {
  limit?: string;
  follow?: boolean;
  all?: boolean;
  json?: boolean;
}

/**
 * Writes the stored events that fit a query to stdout, a line each, in the order of their receipt; with `follow` also
 * those that come, until nobody reads any more. Needs no ownership of the data directory.
 *
 * @throws UsageError for a query that cannot be understood
 */
export async function listEvents(
  { dataDir, scoresDir }: Settings,
  words: readonly string[],
  { follow, all = false, json, limit }: ListFlags,
): Promise<void> {
  const most = limitOf(limit);
  const query = words.join(' ');
  const scores = await openScores(scoresDir);
  try {
    checkQuery(query, scores.book);
    const events = await fittingEvents(dataDir, scores.book, { query, now: Date.now(), withDismissed: all });
    let count = 0;
    const lineOf = (told: ToldEvent): string => {
      count += 1;
      return json ? eventJson(told) : plainLine(told);
    };
    if (!(await writeLines(events.stored(most, lineOf)))) return;
    if (follow) {
      scores.watch(() => {});
      await writeLines(events.coming(lineOf), 1);
    } else if (!existsSync(dataDir)) {
      say(`There is no data directory ${dataDir}.`);
    } else if (count === 0 && process.stderr.isTTY) {
      say(query === '' ? `There are no events in ${dataDir}.` : 'No stored event fits.');
    }
  } finally {
    scores.close();
  }
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError('--limit takes a whole number of events, 0 for none of those that are stored.');
}
