import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { linksOf } from './support/links.ts';

const packed = z
  .array(z.object({ files: z.array(z.object({ path: z.string(), size: z.number() })) }))
  .length(1)
  .transform(([only]) => only!.files);

/** What the package may hold, and nothing else. */
const MAY = [
  /^package\.json$/,
  /^LICENSE$/,
  /^(README|ARCHITECTURE|SECURITY)\.md$/,
  /^dist\/cli\.js$/,
  /^schema\/[\w.-]+\.schema\.json$/,
  /^docs\/[\w-]+\.md$/,
  /^docs\/pictures\/[\w-]+\.svg$/,
];

describe('the package that npm makes', () => {
  const cache = mkdtempSync(join(tmpdir(), 'tempo-tui-npm-'));
  let files: string[] = [];
  beforeAll(() => {
    const args = ['pack', '--dry-run', '--json', '--offline', '--ignore-scripts', '--cache', cache];
    files = packed.parse(JSON.parse(execFileSync('npm', args, { encoding: 'utf8' }))).map(({ path }) => path);
  });
  afterAll(() => rmSync(cache, { recursive: true, force: true }));

  it('has the program, the schema and the documents in it, and nothing else', () => {
    for (const file of files) {
      expect(
        MAY.some((pattern) => pattern.test(file)),
        `${file} has no business in the package`,
      ).toBe(true);
    }
    for (const pattern of MAY) expect(files).toContainEqual(expect.stringMatching(pattern));
  });

  it('has whatever its documents refer to', () => {
    const documents = files.filter((file) => file.endsWith('.md'));
    expect(documents).toContain('README.md');
    for (const document of documents) {
      for (const target of linksOf(document)) expect(files, `${document} refers to it`).toContain(target);
    }
  });

  it('tells nothing of the machine that it was made on, and is not published by mistake', () => {
    for (const file of files) {
      const text = readFileSync(file, 'utf8');
      for (const place of [process.cwd(), `${homedir()}/`]) expect(text.includes(place), file).toBe(false);
      expect(text, file).not.toMatch(/^\/\/# sourceMappingURL=/m);
    }
    expect(JSON.parse(readFileSync('package.json', 'utf8'))).toMatchObject({ private: true, license: 'MIT' });
    expect(readFileSync('LICENSE', 'utf8')).toMatch(/^MIT License\n/);
  });
});
