import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { linksOf } from './support/links.ts';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
const documents = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
/** A file or folder of this repository, as documents name it: `test/e2e/tokens.test.ts`, `scripts/attack`. */
const PATH = /`((?:src|test|scripts|docs|schema|\.ci)\/[\w./-]+)`/g;
/** Those whose claims stand on files that they name. */
const NAMING = ['SECURITY.md', 'docs/dependencies.md'];

describe('the documents', () => {
  it.each(documents)('%s refers to what is there', (document) => {
    for (const target of linksOf(document)) expect(existsSync(target), target).toBe(true);
  });

  it.each(NAMING)('%s names files that are there, and scripts', (document) => {
    const text = readFileSync(document, 'utf8');
    const named = [...text.matchAll(PATH)].map(([, path]) => path!);
    expect(named).not.toEqual([]);
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
    for (const [, script] of text.matchAll(/`npm run ([\w:]+)/g)) expect(scripts).toHaveProperty([script!]);
  });

  it('leave no promise of SECURITY.md without something that tests it', () => {
    const rows = [...readFileSync('SECURITY.md', 'utf8').matchAll(/^\| (?!-)(.+) \| (.+) \|$/gm)];
    const promises = rows.filter(([, , tested]) => tested !== 'tested by');
    expect(promises.length).toBeGreaterThan(15);
    for (const [, promise, tested] of promises) expect(tested, promise).toMatch(/`(test\/|npm run )/);
  });
});
