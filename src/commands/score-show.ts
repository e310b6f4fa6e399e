import { EXIT, type Settings, UsageError } from '../config.ts';
import type { IncomingEvent } from '../event.ts';
import { readEvent as readPosted } from '../ingest/read-event.ts';
import { Refusal } from '../ingest/refusal.ts';
import { safeText } from '../safe-text.ts';
import { explain } from '../score/explain.ts';
import { explanationLines } from '../score/explanation-text.ts';
import { openScores } from './open-scores.ts';
import { writeLine } from './output.ts';
import { printableJson } from './printable-json.ts';
import { readText } from './read-text.ts';

const EVENT_LIMIT = 4 * 1024 * 1024;

/**
 * Prints the score that is in force for an identifier, as JSON; with an event, how that event comes to its meaning.
 *
 * @throws UsageError with exit code 1 where there is no such score, or the event is none.
 */
export async function showScore(
  settings: Settings,
  identifier: string,
  flags: { event?: string },
): Promise<void> {
  const { book, close } = await openScores(settings.scoresDir);
  close();
  const compiled = book.find(identifier);
  if (!compiled) {
    const known = book.scores.map(({ providerIdentifier }) => providerIdentifier);
    throw new UsageError(`There is no score for ${identifier}. There are: ${known.join(', ')}.`, EXIT.failed);
  }
  if (flags.event === undefined) {
    writeLine(printableJson(compiled.score, 2));
    return;
  }
  const event = await readEvent(flags.event, identifier);
  for (const line of explanationLines(explain(event, book))) writeLine(safeText(line));
}

/** An event as a sender posts it or as `export` prints it; it may leave its provider out here. */
async function readEvent(path: string, providerIdentifier: string): Promise<IncomingEvent> {
  const shown = path === '-' ? 'stdin' : path;
  const read = await readText(path, EVENT_LIMIT);
  if ('reason' in read) throw new UsageError(`${shown}: ${read.reason}`, EXIT.failed);
  try {
    const sender = { providerIdentifier };
    const receipt = { receivedAt: Date.now(), senderAddress: '127.0.0.1' };
    return readPosted(withProvider(read.text, providerIdentifier), sender, receipt);
  } catch (error) {
    if (error instanceof Refusal) throw new UsageError(`${shown}: ${error.reason}`, EXIT.failed);
    throw error;
  }
}

function withProvider(text: string, providerIdentifier: string): string {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return text;
    return JSON.stringify({ providerIdentifier, ...json });
  } catch {
    // The reader of payloads says what is wrong with it.
    return text;
  }
}
