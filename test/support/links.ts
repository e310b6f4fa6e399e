import { readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** The files of this repository that a document refers to by a link or a picture, from the root. */
export function linksOf(document: string): string[] {
  const text = readFileSync(document, 'utf8');
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!.replace(/#.*$/, ''));
  const own = targets.filter((target) => target !== '' && !/^[a-z]+:/i.test(target));
  return own.map((target) => posix.join(posix.dirname(document), target));
}
