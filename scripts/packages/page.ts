import { broughtBy, foldersFor, isForOneSystem, type Lock, namedIn, nameOf } from './lock.ts';

/** Where the page about the packages lies in this repository. */
export const DEPENDENCY_PAGE = 'docs/dependencies.md';

/** What a person wrote about a package, cell by cell. */
type Words = ReadonlyMap<string, readonly string[]>;

/**
 * The page with what is counted and listed in it made anew, from the lockfile and the bundle. What a person wrote stays:
 * the text around, and the reasons, which have the last cells of a row. A package that is new has empty ones.
 *
 * @param bundle the text of the built program, in which esbuild says where each piece comes from
 * @throws where the page has not the markers of a block
 */
export function dependencyPage(page: string, lock: Lock, bundle: string): string {
  const words = handwritten(page);
  const bundled = bundledFolders(bundle);
  const blocks: Record<string, readonly string[]> = {
    counts: counts(lock, bundled),
    'for use': [
      '| package | brings | of these alone | loaded | what for | without it |',
      '|---|---|---|---|---|---|',
      ...namedIn(lock, 'dependencies').map((name) => directRow(lock, name, words, 3)),
    ],
    'for development': [
      '| package | brings | of these alone | what for | without it |',
      '|---|---|---|---|---|',
      ...namedIn(lock, 'devDependencies').map((name) => directRow(lock, name, words, 2)),
    ],
    'all for use': [
      '| package | licence | brought by | in the bundle |',
      '|---|---|---|---|',
      ...foldersFor(lock, 'use').map((folder) => installedRow(lock, folder, bundled)),
    ],
    'all for development': [
      '```',
      ...foldersFor(lock, 'development').map((folder) => `${nameOf(folder)} ${lock[folder]!.version}`),
      '```',
    ],
  };
  return Object.entries(blocks).reduce((text, [name, lines]) => withBlock(text, name, lines), page);
}

/** The reasons on a page, by the package that they are about. */
export function handwritten(page: string): Words {
  const rows = page.matchAll(/^\| `([^`]+)` [^|]*\|(.*)\|$/gm);
  const cells = [...rows].map(
    ([, name, rest]) => [name!, rest!.split('|').map((cell) => cell.trim())] as const,
  );
  return new Map(
    cells.filter(([, [brings]]) => /^\d/.test(brings!)).map(([name, all]) => [name, all.slice(2)]),
  );
}

function counts(lock: Lock, bundled: ReadonlySet<string>): string[] {
  const [use, development] = (['use', 'development'] as const).map((purpose) => foldersFor(lock, purpose));
  const inBundle = use!.filter((folder) => bundled.has(folder));
  const oneSystem = development!.filter((folder) => isForOneSystem(lock[folder]!));
  const scripts = Object.keys(lock).filter((folder) => folder !== '' && lock[folder]!.hasInstallScript);
  return [
    '| | packages |',
    '|---|---|',
    `| installed to use tempo-tui | ${use!.length} |`,
    `| of these named in \`package.json\` | ${namedIn(lock, 'dependencies').length} |`,
    `| of these with code in the bundle | ${inBundle.length} |`,
    `| beside them, for development | ${development!.length} |`,
    `| of these named in \`package.json\` | ${namedIn(lock, 'devDependencies').length} |`,
    `| of these for one system each, of which npm installs its own | ${oneSystem.length} |`,
    `| with a script that npm would run when it installs them | ${scripts.length}: ${scripts.map((folder) => `\`${nameOf(folder)}\``).join(', ')} |`,
  ];
}

function directRow(lock: Lock, name: string, words: Words, cells: number): string {
  const folder = `node_modules/${name}`;
  const brought = broughtBy(lock, folder);
  const others = direct(lock).filter((other) => other !== name);
  const shared = new Set(
    others.flatMap((other) => [`node_modules/${other}`, ...broughtBy(lock, `node_modules/${other}`)]),
  );
  const alone = [...brought].filter((each) => !shared.has(each));
  const said = Array.from({ length: cells }, (_, at) => words.get(name)?.[at] ?? '');
  return `| ${[`\`${name}\` ${lock[folder]!.version}`, ...[brought, alone].map((all) => number(lock, [...all])), ...said].join(' | ')} |`;
}

function direct(lock: Lock): string[] {
  return [...namedIn(lock, 'dependencies'), ...namedIn(lock, 'devDependencies')];
}

/** How many packages these are, those that are for one system each apart. */
function number(lock: Lock, folders: readonly string[]): string {
  const oneSystem = folders.filter((folder) => isForOneSystem(lock[folder]!)).length;
  return `${folders.length - oneSystem}${oneSystem === 0 ? '' : ` (+${oneSystem})`}`;
}

function installedRow(lock: Lock, folder: string, bundled: ReadonlySet<string>): string {
  const by = direct(lock)
    .filter((name) => broughtBy(lock, `node_modules/${name}`).has(folder))
    .map((name) => `\`${name}\``);
  if (direct(lock).some((name) => folder === `node_modules/${name}`)) by.unshift('tempo-tui');
  const { version, license } = lock[folder]!;
  return `| ${[`${nameOf(folder)} ${version}`, license, by.join(', '), bundled.has(folder) ? 'yes' : ''].join(' | ')} |`;
}

/** The folders of packages that have code in the bundle. */
function bundledFolders(bundle: string): Set<string> {
  const found = bundle.matchAll(/^\s*\/\/ (node_modules\/(?:.*node_modules\/)?(?:@[^/\n]+\/)?[^/\n]+)\//gm);
  return new Set([...found].map(([, folder]) => folder!));
}

function withBlock(page: string, name: string, lines: readonly string[]): string {
  const [begin, end] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`${DEPENDENCY_PAGE} has no "${begin.trim()}" … "${end}".`);
  return `${page.slice(0, from)}${begin}\n${lines.join('\n')}\n\n${page.slice(to)}`;
}
