import { chmod, lstat, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What this program keeps in a data directory; nothing else in there is its business. */
const FILES =
  /^(events-\d+\.(jsonl|index)|(tokens|user-state|rejections|origins|gaps|senders-way)\.json(\.damaged)?|heartbeat|serve\.log)$/;
const FOLDERS = ['crashes', 'quarantine', 'tls'];
const OTHERS = 0o077;
const STICKY = 0o1000;

/** A file or folder that is not for its owner alone, or not this user's. */
export interface Exposure {
  /** Relative to the data directory; '' for itself. */
  path: string;
  /** Permission bits as they were found. */
  mode: number;
  /**
   * `mended`: it is for its owner alone now. `foreign`: it belongs to another user, whatever its mode. Otherwise why it
   * stays as it is: it is a `link`, a folder `shared` by all on purpose, on a file system that keeps no modes (`modeless`),
   * or the system's code.
   */
  outcome: 'mended' | 'link' | 'shared' | 'modeless' | 'foreign' | (string & {});
  /** The owner, of what is foreign. */
  uid?: number;
}

/**
 * Takes from others what they may do with a data directory and what this program keeps there. Not through a link, which
 * could point to anything.
 *
 * @returns what was not as it should be; nothing where the system has no permission bits
 */
export async function makePrivate(dataDir: string): Promise<Exposure[]> {
  const uid = process.getuid?.();
  if (uid === undefined) return [];
  const dir = await realpath(dataDir);
  const found: Exposure[] = [];
  const look = async (path: string, wanted: number): Promise<void> => {
    found.push(...(await makeOnePrivate(join(dir, path), wanted, uid)).map((each) => ({ path, ...each })));
  };
  // The folder first: then nobody can put another file in the place of one that is looked at.
  await look('', 0o700);
  for (const name of await readdir(dir)) if (FILES.test(name)) await look(name, 0o600);
  for (const folder of FOLDERS) {
    const names = await readdir(join(dir, folder)).catch(() => undefined);
    if (names === undefined) continue;
    await look(folder, 0o700);
    for (const name of names) await look(join(folder, name), 0o600);
  }
  return found;
}

/** The same for one folder; where it cannot be done nothing is said. */
export async function makeFolderPrivate(path: string): Promise<void> {
  const uid = process.getuid?.();
  if (uid !== undefined) await makeOnePrivate(await realpath(path), 0o700, uid);
}

async function makeOnePrivate(path: string, wanted: number, uid: number): Promise<Omit<Exposure, 'path'>[]> {
  const isLink = (await lstat(path).catch(() => undefined))?.isSymbolicLink() ?? false;
  // Of a link that is what it points to.
  const there = await stat(path).catch(() => undefined);
  if (!there) return [];
  const mode = there.mode & 0o777;
  const found: Omit<Exposure, 'path'>[] = [];
  if (there.uid !== uid) found.push({ mode, outcome: 'foreign', uid: there.uid });
  if ((mode & OTHERS) === 0) return found;
  if (isLink) return [...found, { mode, outcome: 'link' }];
  const outcome = (there.mode & STICKY) === 0 ? await close(path, mode & wanted) : 'shared';
  return [...found, { mode, outcome }];
}

async function close(path: string, mode: number): Promise<Exposure['outcome']> {
  try {
    await chmod(path, mode);
    return ((await stat(path)).mode & OTHERS) === 0 ? 'mended' : 'modeless';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}
