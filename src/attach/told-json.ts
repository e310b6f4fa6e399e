import { safeText } from '../safe-text.ts';
import { jsonIn } from './json-in.ts';
import { ExcessError } from './whole-pieces.ts';
import type { MessageName } from './wire.ts';

/** What is no record is not longer than this, in characters: all scores together are the longest. */
const MOST_TOLD = 8 * 1024 * 1024;
/** Of a text so much is taken, in characters, and of a list so many of the last. */
const MOST_TEXT = 300;
const MOST_LIST = 1000;
/** Of these, half would be something else. */
const WHOLE: readonly MessageName[] = ['scores', 'flags', 'dropped'];

/**
 * Reads what a receiver says beside records, as much of it as anybody would look at; undefined where it is no JSON.
 *
 * @throws ExcessError
 */
export function readTold(name: MessageName, data: string): unknown {
  if (data.length > MOST_TOLD) throw new ExcessError('it tells more at once than a tempo-tui does');
  if (WHOLE.includes(name)) return jsonIn(data);
  return jsonIn(data, (_, value: unknown) => {
    if (typeof value === 'string') return safeText(value, MOST_TEXT);
    if (Array.isArray(value) && value.length > MOST_LIST) return value.slice(-MOST_LIST);
    return value;
  });
}
