import type { Settings } from '../config.ts';
import { readEvents } from '../store/stored-log.ts';
import { UserState } from '../store/user-state.ts';
import { eventJson } from './event-json.ts';
import { openScores } from './open-scores.ts';
import { writeLines } from './output.ts';
import { showProgress } from './progress.ts';

/** Writes every stored event to stdout, one JSON object a line, in the order of the log. Needs no ownership. */
export async function exportEvents(settings: Settings): Promise<void> {
  const { book } = await openScores(settings.scoresDir);
  const user = await UserState.open(settings.dataDir);
  const progress = showProgress('events');
  async function* lines(): AsyncGenerator<string[]> {
    for await (const event of readEvents(settings.dataDir)) {
      progress.step();
      yield [eventJson({ event, meaning: book.interpret(event), flags: user.flagsOf(event) })];
    }
  }
  await writeLines(lines());
  progress.end();
}
