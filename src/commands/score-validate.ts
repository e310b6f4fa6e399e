import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, UsageError } from '../config.ts';
import { safeText } from '../safe-text.ts';
import { BOUNDS } from '../score/bounds.ts';
import { type Problem, TOP } from '../score/problems.ts';
import { parseScore } from '../score/read-score.ts';
import { isScoreName } from '../score/score-folder.ts';
import { say, writeLine } from './output.ts';
import { readText, reasonOf } from './read-text.ts';

/**
 * Checks score files, all of those in a folder, and what is piped in; prints `path: JSON path: reason` for each problem.
 *
 * @throws UsageError with exit code 1 when anything is wrong with any of them.
 */
export async function validateScores(paths: readonly string[]): Promise<void> {
  let good = 0;
  let bad = 0;
  for (const path of paths) {
    for await (const checked of checkedAt(path)) {
      if (checked.problems.length === 0) good += 1;
      else bad += 1;
      for (const problem of checked.problems) writeLine(problemLine(checked.path, problem));
    }
  }
  const summary = `${count(good)} good, ${count(bad)} not.`;
  if (bad > 0) throw new UsageError(summary, EXIT.failed);
  say(summary);
}

/** A problem with a score file as it is told, safe to print. */
export function problemLine(path: string, problem: Problem): string {
  return safeText(`${path}: ${problem.path}: ${problem.reason}`);
}

interface Checked {
  path: string;
  problems: readonly Problem[];
}

/** One after the other: a folder may hold any number of files. */
async function* checkedAt(path: string): AsyncGenerator<Checked> {
  if (path === '-' || !isFolder(path)) {
    yield await check(path);
    return;
  }
  try {
    const names = readdirSync(path).filter(isScoreName);
    if (names.length === 0) yield wrong(path, 'holds no .json or .tempo-score files');
    for (const name of names.sort()) yield await check(join(path, name));
  } catch (error) {
    yield wrong(path, reasonOf(error));
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

async function check(path: string): Promise<Checked> {
  const shown = path === '-' ? 'stdin' : path;
  const read = await readText(path, BOUNDS.file);
  if ('reason' in read) return wrong(shown, read.reason);
  const score = parseScore(read.text);
  return { path: shown, problems: 'problems' in score ? score.problems : [] };
}

function wrong(path: string, reason: string): Checked {
  return { path, problems: [{ path: TOP, reason }] };
}

function count(files: number): string {
  return files === 1 ? '1 file is' : `${files} files are`;
}
