import { join } from 'node:path';
import { EXIT, type Settings, UsageError } from '../config.ts';
import { safeText } from '../safe-text.ts';
import { BOUNDS } from '../score/bounds.ts';
import { disarmed } from '../score/disarm.ts';
import { InstalledScores } from '../score/installed-scores.ts';
import { TOP } from '../score/problems.ts';
import { parseScore } from '../score/read-score.ts';
import { reviewLines } from '../score/review.ts';
import type { Score } from '../score/schema.ts';
import { agree } from './ask.ts';
import { openScores } from './open-scores.ts';
import { say, writeLine } from './output.ts';
import { readText } from './read-text.ts';
import { scoreDiff } from './score-diff.ts';
import { problemLine } from './score-validate.ts';
import { filesAbout, originText, scoreInForce } from './scores-folder.ts';

/** A scores folder is carried from one system to another, as other settings are. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** A score as it will be written. */
interface NewScore {
  score: Score;
  content: string;
  /** Labels of the actions that were disabled in it. */
  disabled: readonly string[];
}

/**
 * Shows what a score would do, asks, and writes it into the scores folder.
 *
 * @param path of the file; `-` for what is piped in
 * @param flags.yes does not ask
 * @throws UsageError with exit code 1 when it is no score or was not wanted, 2 when nobody can be asked
 */
export async function installScore(
  { scoresDir }: Settings,
  path: string,
  { yes = false }: { yes?: boolean },
): Promise<void> {
  const { score, content, disabled } = await readNew(path);
  const { providerIdentifier: identifier } = score;
  const installed = new InstalledScores(scoresDir);
  const inTheWay = await filesInTheWay(scoresDir, identifier, installed);
  const lines = [
    ...reviewLines(score),
    ...(disabled.length === 0 ? [] : [`will be disabled in the file: ${disabled.join(', ')}`]),
    ...(await differences(scoresDir, identifier, content)),
    ...inTheWay.map((name) => `${name} is about ${identifier} too: it will be set aside as a .bak file`),
    `goes to ${join(scoresDir, `${identifier}.json`)}`,
  ];
  // Whole, however long: what is cut off would be agreed to unread.
  for (const line of lines) writeLine(safeText(line, Number.POSITIVE_INFINITY));
  await agree('Install?', yes, 'Nothing was installed');
  // Looked at again: nor does what came into the folder during the question get lost.
  const moved = await filesInTheWay(scoresDir, identifier, installed);
  const { name, aside } = await installed.write(identifier, content, moved);
  for (const { from, to } of aside) say(`${from} is ${to} now, and not in force any more.`);
  say(`Installed ${identifier} as ${join(scoresDir, name)}.`);
}

async function readNew(path: string): Promise<NewScore> {
  const shown = path === '-' ? 'stdin' : path;
  const read = await readText(path, BOUNDS.file);
  const parsed =
    'reason' in read ? { problems: [{ path: TOP, reason: read.reason }] } : parseScore(read.text);
  if ('problems' in parsed) {
    for (const problem of parsed.problems) writeLine(problemLine(shown, problem));
    throw new UsageError('Nothing was installed.', EXIT.failed);
  }
  if (RESERVED.test(parsed.score.providerIdentifier)) {
    const reason = `${parsed.score.providerIdentifier} cannot name a file: Windows keeps that name for a device`;
    throw new UsageError(`${shown}: ${reason}.`, EXIT.failed);
  }
  try {
    return { score: parsed.score, ...disarmed('text' in read ? read.text : '') };
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`${shown}: ${error.message}.`, EXIT.failed);
    throw error;
  }
}

/** Files about the identifier that are not the earlier version of what is being installed. */
async function filesInTheWay(dir: string, identifier: string, installed: InstalledScores): Promise<string[]> {
  const isInstalled = await installed.names();
  const names = await filesAbout(dir, identifier);
  return names.filter((name) => name !== `${identifier}.json` || !isInstalled(name));
}

/** What changes against the score that is in force for the identifier now. */
async function differences(dir: string, identifier: string, content: string): Promise<string[]> {
  const scores = await openScores(dir);
  scores.close();
  const known = scoreInForce(scores.book, identifier);
  const parsed = parseScore(content);
  if (!known || !('score' in parsed)) return [`in force for ${identifier} now: nothing`];
  const lines = await scoreDiff(known.score, parsed.score);
  return [
    `in force for ${identifier} now: ${originText(known)}; ${lines.length === 0 ? 'no difference' : 'against it:'}`,
    ...lines,
  ];
}
