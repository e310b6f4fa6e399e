import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { broughtBy, foldersFor, type Lock, namedIn, readLock } from '../scripts/packages/lock.ts';
import { DEPENDENCY_PAGE, dependencyPage, handwritten } from '../scripts/packages/page.ts';

const names = z.record(z.string(), z.string());
const project = z
  .object({ private: z.literal(true), dependencies: names, devDependencies: names })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')));
const lock = readLock();
const page = readFileSync(DEPENDENCY_PAGE, 'utf8');
const direct = [...namedIn(lock, 'dependencies'), ...namedIn(lock, 'devDependencies')];
const installed = Object.entries(lock).filter(([folder]) => folder !== '');

describe('package.json', () => {
  it('names exact versions, which the lockfile has', () => {
    const wanted = { ...project.dependencies, ...project.devDependencies };
    expect(Object.keys(wanted).sort()).toEqual([...direct].sort());
    for (const [name, version] of Object.entries(wanted)) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
      expect(lock[`node_modules/${name}`]?.version, name).toBe(version);
    }
  });
});

describe('the lockfile', () => {
  it('knows what each package is by its SHA-512, wherever it comes from', () => {
    expect(installed.length).toBeGreaterThan(100);
    for (const [folder, locked] of installed) {
      expect(locked.version, folder).toMatch(/^\d+\.\d+\.\d+/);
      expect(locked.integrity, folder).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
      // Neither a registry, which is the reader's to choose, nor git, a file or a folder.
      expect(locked, folder).not.toHaveProperty('resolved');
      expect(locked, folder).not.toHaveProperty('link');
    }
  });

  it('has no script to be run at the installation but the one that can be left out', () => {
    const withScript = installed.filter(([, locked]) => locked.hasInstallScript);
    expect(withScript.map(([folder]) => folder)).toEqual(['node_modules/esbuild']);
    expect(foldersFor(lock, 'use')).not.toContain('node_modules/esbuild');
  });
});

describe('the page about the packages', () => {
  let bundle = '';
  beforeAll(() => {
    bundle = readFileSync('dist/cli.js', 'utf8');
  });

  it('has what is installed, and what of it is in the bundle', () => {
    expect(
      page === dependencyPage(page, lock, bundle),
      `${DEPENDENCY_PAGE} is not what package-lock.json installs: say there why, and run \`npm run packages\``,
    ).toBe(true);
  });

  it.each(direct)('says why %s is there', (name) => {
    const said = handwritten(page).get(name);
    expect(said, name).toHaveLength(namedIn(lock, 'dependencies').includes(name) ? 3 : 2);
    for (const cell of said!) expect(cell).toMatch(/\w+ \w+/);
  });

  const one = 'node_modules/zod';
  it.each<[string, Lock]>([
    ['a package more', { ...lock, 'node_modules/left-pad': { ...lock[one]!, version: '1.3.0' } }],
    ['a package less', Object.fromEntries(Object.entries(lock).filter(([folder]) => folder !== one))],
    ['another version', { ...lock, [one]: { ...lock[one]!, version: '99.0.0' } }],
    ['one that became only for development', { ...lock, [one]: { ...lock[one]!, dev: true } }],
    ['a script at the installation', { ...lock, [one]: { ...lock[one]!, hasInstallScript: true } }],
    [
      'one that another brings now',
      { ...lock, [one]: { ...lock[one]!, dependencies: { commander: '14.0.3' } } },
    ],
  ])('is not true any more with %s', (what, other) => {
    const named = what === 'a package less' ? withoutDirect(other, 'zod') : other;
    expect(dependencyPage(page, named, bundle)).not.toBe(page);
  });

  it('is not true any more when a package comes into the bundle', () => {
    const more = `${bundle}\n// node_modules/ws/index.js\n`;
    expect(dependencyPage(page, lock, more)).not.toBe(page);
  });

  it('gives a package that is new empty reasons, and keeps those of the others', () => {
    const zod = lock[one]!;
    const more: Lock = {
      ...lock,
      '': { ...lock['']!, dependencies: { ...lock['']!.dependencies, 'left-pad': '1.3.0' } },
      'node_modules/left-pad': { ...zod, version: '1.3.0' },
    };
    const said = handwritten(dependencyPage(page, more, bundle));
    expect(said.get('left-pad')).toEqual(['', '', '']);
    expect(said.get('zod')).toEqual(handwritten(page).get('zod'));
  });
});

describe('what a package brings', () => {
  const locked = (needs: object, more: object = {}) => ({
    ...lock['node_modules/zod']!,
    ...{ dependencies: {}, optionalDependencies: {}, peerDependencies: {}, peerDependenciesMeta: {} },
    dependencies: needs as Record<string, string>,
    ...more,
  });

  it('is what Node finds for it, one inside another, beside it or above', () => {
    const tree: Lock = {
      'node_modules/a': locked({ b: '1', c: '1' }),
      'node_modules/a/node_modules/b': locked({ c: '1', a: '1' }),
      'node_modules/b': locked({}),
      'node_modules/c': locked(
        { d: '1' },
        { peerDependencies: { e: '1', f: '1' }, peerDependenciesMeta: { f: { optional: true } } },
      ),
      'node_modules/e': locked({}),
      'node_modules/f': locked({}),
    };
    expect([...broughtBy(tree, 'node_modules/a')].sort()).toEqual([
      'node_modules/a/node_modules/b',
      'node_modules/c',
      'node_modules/e',
    ]);
  });
});

function withoutDirect(from: Lock, name: string): Lock {
  const { [name]: _, ...dependencies } = from['']!.dependencies;
  return { ...from, '': { ...from['']!, dependencies } };
}
