import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const SHARED = ['event.ts', 'rejection.ts', 'safe-text.ts', 'config.ts'];
/** Which folders a folder's files may import from, beside itself and what is shared. */
const MAY: Record<string, readonly string[]> = {
  store: [],
  score: ['store'],
  ingest: ['store'],
  attach: ['store', 'ingest'],
  metrics: ['store', 'ingest'],
  ui: ['score', 'store'],
  commands: ['score', 'store', 'ingest', 'attach', 'metrics', 'ui'],
};
/** Packages that one place alone may import. */
const PACKAGES: readonly (readonly [RegExp, RegExp])[] = [
  [/^(react|ink)$/, /^ui\//],
  [/^node:https?$/, /^(ingest|attach)\//],
  [/^lowdb$/, /^store\//],
  [/^(open|clipboardy)$/, /^score\/run-action\.ts$/],
  // What adds escape sequences to text that is drawn.
  [/^chalk$/, /^ui\/styled-line\.ts$/],
  [/^commander$/, /^commands\/(program|help-options|add-[\w-]+)\.ts$/],
  [/^prom-client$/, /^metrics\/(instruments|gauges)\.ts$/],
  [/^diff$/, /^commands\/score-diff\.ts$/],
];

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) =>
  /\.tsx?$/.test(name),
);

function importsOf(file: string): string[] {
  const text = readFileSync(join('src', file), 'utf8');
  return [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, source]) => source!);
}

function place(file: string): string {
  return file.split('/').length === 1 ? file : file.split('/')[0]!;
}

describe('the walls of the house', () => {
  it('finds the sources it is about', () => {
    expect(files.length).toBeGreaterThan(40);
    expect(importsOf('ui/app.tsx')).toContain('ink');
  });

  it.each(files)('%s imports from where it may', (file) => {
    for (const source of importsOf(file)) {
      if (source.startsWith('.')) {
        const target = place(relative('src', join('src', dirname(file), source)));
        const from = place(file);
        const open = SHARED.includes(from) ? SHARED : [...SHARED, from, ...(MAY[from] ?? ['commands'])];
        expect(open, `${file} imports ${source}`).toContain(target);
      }
      for (const [name, allowed] of PACKAGES) {
        if (name.test(source)) expect(file, `imports ${source}`).toMatch(allowed);
      }
    }
  });

  it('draws text in one component alone', () => {
    const drawing = files.filter((file) =>
      /<(Text|Transform|Static)\b|\bink-text\b/.test(readFileSync(join('src', file), 'utf8')),
    );
    expect(drawing).toEqual(['ui/components/lines.tsx']);
  });

  it('calls nothing safe but what the sanitiser made, or widths and joins of it', () => {
    const casting = files.filter((file) =>
      / as (SafeText|ReturnType<typeof safe>)/.test(readFileSync(join('src', file), 'utf8')),
    );
    expect(casting.sort()).toEqual(['safe-text.ts', 'ui/format.ts', 'ui/line.ts']);
  });
});
