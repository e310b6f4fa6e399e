import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GroupingRule, Match, Score } from '../../src/score/schema.ts';

/** Published scores lie outside this repository; `TEMPO_TUI_SCORES` names one more folder of them. */
const CATALOGUE = '../shared/tempo/catalogue';
export const FOLDERS = [CATALOGUE, process.env.TEMPO_TUI_SCORES].filter(
  (folder) => folder !== undefined && existsSync(folder),
) as string[];

export interface Published {
  name: string;
  text: string;
  json: Score;
}

export const published: readonly Published[] = FOLDERS.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      return { name: `${folder}/${name}`, text, json: JSON.parse(text) as Score };
    }),
);

/** Payloads that the documents of published scores show, with what those say of the result. */
export const samples: readonly { score: string; payload: Record<string, unknown>; expected: string }[] =
  published.length === 0
    ? []
    : readFileSync(join(CATALOGUE, 'sample-payloads.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));

/** Metadata that a rule fits; of its wildcards each stands for `star`. */
export function metadataFor(match: Match, star: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(match).map(([key, wanted]) => {
      if (wanted === '*') return [key, star || 'x'];
      return [key, typeof wanted === 'string' ? wanted.replaceAll('*', star).replaceAll('?', 'x') : wanted];
    }),
  );
}

/** Place of the first of some rules that metadata fits, found in another way than the program does; -1 for none. */
export function firstFit(rules: readonly { match: Match }[], metadata: Record<string, unknown>): number {
  return rules.findIndex(({ match }) =>
    Object.entries(match).every(([key, wanted]) => {
      if (!Object.hasOwn(metadata, key)) return false;
      const text = String(metadata[key]);
      if (wanted === '*') return text !== '';
      const pattern = String(wanted)
        .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.');
      return new RegExp(`^${pattern}$`, 'is').test(text);
    }),
  );
}

/** A template filled in by plain replacing; undefined where the event lacks something. */
export function filled(template: string, values: Record<string, unknown>): string | undefined {
  let whole = true;
  const text = template.replace(/\$\{(?:metadata\.)?([^}]*)\}/g, (_, name: string) => {
    if (name === 'metadata') return JSON.stringify(values.metadata);
    const value = values[name];
    if (value === undefined || value === '') whole = false;
    return String(value ?? '');
  });
  return whole ? text : undefined;
}

/** Every metadata key that a score's templates name. */
export function namedKeys(score: Score): string[] {
  return [...JSON.stringify(score).matchAll(/\$\{metadata\.([\w.-]+)\}/g)].map(([, name]) => name!);
}

/** The lists of rules of a score that have something to fire. */
export function severityRulesOf(score: Score): readonly NonNullable<Score['severityRules']>[number][] {
  return score.severityRules ?? [];
}

export function groupingRulesOf(score: Score): readonly GroupingRule[] {
  return score.groupingRules ?? [];
}
