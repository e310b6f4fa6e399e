import { join } from 'node:path';
import type { Settings } from '../config.ts';
import { safeText } from '../safe-text.ts';
import { ruleCount } from '../score/review.ts';
import type { KnownScore } from '../score/score-book.ts';
import { openScores } from './open-scores.ts';
import { say, writeLine } from './output.ts';
import { printableJson } from './printable-json.ts';

/** Lists the scores in force on stdout, and on stderr what is wrong with files of the folder. */
export async function listScores({ scoresDir }: Settings, json: boolean): Promise<void> {
  const scores = await openScores(scoresDir);
  scores.close();
  const told = scores.book.known.map((known) => tellOf(known, scoresDir));
  if (json) writeLine(printableJson(told));
  else for (const line of tableLines(told)) writeLine(safeText(line));
  for (const { name, reason } of scores.notices()) say(`${name}: ${reason}`);
}

/** A score as `--json` gives it. */
interface ToldScore {
  identifier: string;
  name: string;
  origin: KnownScore['origin'];
  /** Absolute path; absent for what is built in. */
  file?: string;
  rules: number;
  actions: number;
}

function tellOf({ score, origin, file }: KnownScore, dir: string): ToldScore {
  return {
    identifier: score.providerIdentifier,
    name: score.displayName,
    origin,
    ...(file !== undefined && { file: join(dir, file) }),
    rules: ruleCount(score),
    actions: score.defaultActions?.length ?? 0,
  };
}

function tableLines(scores: readonly ToldScore[]): string[] {
  const rows = scores.map(({ identifier, name, origin, file = '', rules, actions }) => [
    identifier,
    name,
    origin,
    counted(rules, 'rule'),
    counted(actions, 'action'),
    file,
  ]);
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
