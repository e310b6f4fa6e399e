import { BOUNDS } from '../score/bounds.ts';
import { builtinScores } from '../score/builtin-scores.ts';
import { InstalledScores } from '../score/installed-scores.ts';
import { TOP } from '../score/problems.ts';
import { parseScore } from '../score/read-score.ts';
import { type KnownScore, ScoreBook } from '../score/score-book.ts';
import { type ReadFile, ScoreFolder, type ScoreNotice } from '../score/score-folder.ts';
import { readText } from './read-text.ts';

/** The scores that come with the program and those of the scores folder, which are looked at again and again. */
export interface Scores {
  book: ScoreBook;
  /** What is wrong with files of the folder. */
  notices(): readonly ScoreNotice[];
  /** From now on puts changes of the folder in force, and tells which identifiers have another score then. */
  watch(changed: (identifiers: readonly string[]) => void): void;
  /** Looks at the folder until no file is being written any more; resolves when all changes are told as of {@link watch}. */
  settled(): Promise<void>;
  close(): void;
}

/** Never throws for what is in the folder, which need not be there. */
export async function openScores(dir: string): Promise<Scores> {
  const installed = new InstalledScores(dir);
  const folder = await ScoreFolder.open(dir, readScoreFile);
  const book = new ScoreBook([]);
  async function putInForce(): Promise<string[]> {
    const isInstalled = await installed.names();
    const files = folder.files.map(({ name, score }): KnownScore => {
      return { score, file: name, origin: isInstalled(name) ? 'installed' : 'own' };
    });
    return book.replace([
      ...builtinScores().map((score): KnownScore => ({ score, origin: 'built in' })),
      ...files,
    ]);
  }
  await putInForce();
  let told: Promise<void> = Promise.resolve();
  return {
    book,
    notices: () => folder.notices,
    watch: (changed) =>
      folder.watch(() => {
        told = told.then(putInForce).then(changed);
      }),
    settled: async () => {
      await folder.settled();
      await told;
    },
    close: () => folder.close(),
  };
}

/** Reads a score file as the folder does. */
export async function readScoreFile(path: string): Promise<ReadFile> {
  const read = await readText(path, BOUNDS.file);
  if ('reason' in read) return { problem: read.reason };
  const parsed = parseScore(read.text);
  if ('score' in parsed) return parsed;
  const [first] = parsed.problems;
  const more = parsed.problems.length > 1 ? ` (and ${parsed.problems.length - 1} more)` : '';
  const where = !first || first.path === TOP ? '' : `${first.path}: `;
  return { problem: `${where}${first?.reason ?? 'is no score'}${more}` };
}
