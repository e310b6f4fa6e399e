import { join } from 'node:path';
import type { KnownScore, ScoreBook } from '../score/score-book.ts';
import { scoreNames } from '../score/score-folder.ts';
import { readScoreFile } from './open-scores.ts';

/** The score in force for exactly this identifier, in upper or lower case. */
export function scoreInForce(book: ScoreBook, identifier: string): KnownScore | undefined {
  const wanted = identifier.toLowerCase();
  return book.known.find(({ score }) => score.providerIdentifier.toLowerCase() === wanted);
}

/**
 * The names of the folder's files about an identifier, in force or not, in the order in which they count; also of one
 * that bears its name and is no score.
 */
export async function filesAbout(dir: string, identifier: string): Promise<string[]> {
  const wanted = identifier.toLowerCase();
  const { names } = await scoreNames(dir);
  const about: string[] = [];
  for (const name of names) {
    const read = await readScoreFile(join(dir, name));
    const subject = 'score' in read ? read.score.providerIdentifier : name.replace(/\.[^.]*$/, '');
    if (subject.toLowerCase() === wanted) about.push(name);
  }
  return about;
}

/** Where a score in force comes from, for people. */
export function originText({ origin, file }: Pick<KnownScore, 'origin' | 'file'>): string {
  if (file === undefined) return 'built in';
  return origin === 'installed' ? `installed, ${file}` : `your own, ${file}`;
}
