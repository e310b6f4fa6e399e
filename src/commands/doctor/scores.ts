import type { ScoreNotice } from '../../score/score-folder.ts';
import { openScores } from '../open-scores.ts';
import { shellWord } from '../shell-word.ts';
import { type Check, counted, ok, warning } from './check.ts';
import type { OwnCommand } from './own-command.ts';

/** Whether each file of the scores folder is in force. */
export async function checkScores(dir: string, command: OwnCommand): Promise<Check> {
  const scores = await openScores(dir);
  const inForce = scores.book.known.filter(({ file }) => file !== undefined).length;
  return judgeScores(dir, inForce, scores.notices(), command);
}

/** @param inForce files that are */
export function judgeScores(
  dir: string,
  inForce: number,
  notices: readonly ScoreNotice[],
  command: OwnCommand,
): Check {
  const files =
    inForce === 0 ? 'the built-in ones alone' : `${counted(inForce, 'file')} beside the built-in ones`;
  if (notices.length === 0) return ok('scores', `${files} (${dir})`);
  const told = notices.map(({ name, reason }) => `${name}: ${reason}`).join('; ');
  return warning('scores', told, command('score', 'validate', shellWord(dir)));
}
