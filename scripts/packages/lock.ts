import { readFileSync } from 'node:fs';
import * as z from 'zod';

const names = z.record(z.string(), z.string()).default({});
const schema = z.object({
  lockfileVersion: z.literal(3),
  packages: z.record(
    z.string(),
    z.looseObject({
      version: z.string().optional(),
      integrity: z.string().optional(),
      resolved: z.string().optional(),
      license: z.string().default('not told'),
      dev: z.boolean().default(false),
      hasInstallScript: z.boolean().default(false),
      os: z.array(z.string()).optional(),
      cpu: z.array(z.string()).optional(),
      dependencies: names,
      devDependencies: names,
      optionalDependencies: names,
      peerDependencies: names,
      peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean().optional() })).default({}),
    }),
  ),
});

/** The packages of the lockfile, by the folder that each is installed into; this project's own is `''`. */
export type Lock = z.infer<typeof schema>['packages'];
export type LockedPackage = Lock[string];

/** Reads a lockfile of npm. */
export function readLock(file = 'package-lock.json'): Lock {
  return schema.parse(JSON.parse(readFileSync(file, 'utf8'))).packages;
}

/** The name of the package in a folder. */
export function nameOf(folder: string): string {
  return folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** The packages that this project itself names. */
export function namedIn(lock: Lock, field: 'dependencies' | 'devDependencies'): string[] {
  return Object.keys(lock['']![field]).sort();
}

/** The folders of the packages that are installed to use the program, or only to develop it, by name. */
export function foldersFor(lock: Lock, purpose: 'use' | 'development'): string[] {
  const folders = Object.keys(lock).filter((folder) => folder !== '');
  const key = (folder: string) => `${nameOf(folder)} ${folder}`;
  return folders
    .filter((folder) => lock[folder]!.dev === (purpose === 'development'))
    .sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** A package that is installed on one system alone, such as a program for it. */
export function isForOneSystem({ os, cpu }: LockedPackage): boolean {
  return os !== undefined || cpu !== undefined;
}

/**
 * The folders of all packages that a folder's package needs, and those need; not its own. A peer that is optional is
 * not needed.
 */
export function broughtBy(lock: Lock, folder: string): Set<string> {
  const found = new Set<string>();
  const open = [folder];
  for (let from = open.pop(); from !== undefined; from = open.pop()) {
    for (const name of neededBy(lock[from]!)) {
      const at = folderOf(lock, from, name);
      if (at === undefined || at === folder || found.has(at)) continue;
      found.add(at);
      open.push(at);
    }
  }
  return found;
}

function neededBy(locked: LockedPackage): string[] {
  const peers = Object.keys(locked.peerDependencies);
  return [
    ...Object.keys(locked.dependencies),
    ...Object.keys(locked.optionalDependencies),
    ...peers.filter((name) => !locked.peerDependenciesMeta[name]?.optional),
  ];
}

/** Where Node finds a package from a folder: beside it, or further up. */
function folderOf(lock: Lock, from: string, name: string): string | undefined {
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')))) {
    const folder = base === '' ? `node_modules/${name}` : `${base}/node_modules/${name}`;
    if (folder in lock) return folder;
    if (base === '') return undefined;
  }
}
