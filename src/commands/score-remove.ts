import { join } from 'node:path';
import { EXIT, type Settings, UsageError } from '../config.ts';
import { InstalledScores } from '../score/installed-scores.ts';
import { openScores } from './open-scores.ts';
import { say } from './output.ts';
import { filesAbout, originText, scoreInForce } from './scores-folder.ts';

/**
 * Removes the file about an identifier from the scores folder, and says which it was and what is in force then.
 *
 * @throws UsageError with exit code 1 where there is no such file
 */
export async function removeScore({ scoresDir }: Settings, identifier: string): Promise<void> {
  const before = await openScores(scoresDir);
  before.close();
  const known = scoreInForce(before.book, identifier);
  const name = known?.file ?? (await filesAbout(scoresDir, identifier))[0];
  if (name === undefined) {
    throw new UsageError(
      known
        ? `The score for ${known.score.providerIdentifier} is built in and cannot be removed.`
        : `There is no file about ${identifier} in ${scoresDir}.`,
      EXIT.failed,
    );
  }
  const installed = new InstalledScores(scoresDir);
  const whose = (await installed.names())(name) ? 'which was installed' : 'a file of your own';
  say(`Removing ${join(scoresDir, name)}, ${whose}.`);
  await installed.remove(name);
  await tellAfter(scoresDir, identifier);
}

async function tellAfter(dir: string, identifier: string): Promise<void> {
  const { book, close } = await openScores(dir);
  close();
  const score = book.find(identifier)?.score;
  const known = score && scoreInForce(book, score.providerIdentifier);
  say(
    known
      ? `In force for ${identifier} now: ${known.score.providerIdentifier} (${originText(known)}).`
      : `In force for ${identifier} now: none; its events are plain rows.`,
  );
}
