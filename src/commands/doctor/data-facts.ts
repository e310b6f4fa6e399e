import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdtemp, open, readdir, rmdir, stat, statfs, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type OwnerInfo, ownerOf } from '../../store/lock.ts';

/** A data directory as it stands. */
export interface DataFacts {
  dir: string;
  there: boolean;
  /** Permission bits; absent where the system has none, or nothing is there. */
  mode?: number;
  /** The system's code for why nothing can be written there, or the folder cannot be made. */
  refused?: string;
  /** Bytes this user may still write; absent where the system does not say. */
  free?: number;
  /** Files in `quarantine/`. */
  quarantined: number;
  owner: OwnerInfo | 'silent' | undefined;
}

/** More than a file system keeps beside its blocks. */
const TRIAL_BYTES = 64 * 1024;

/** Looks at a data directory and tries to write there; nothing of that remains. */
export async function readDataFacts(dir: string): Promise<DataFacts> {
  const found = await stat(dir).catch((error: NodeJS.ErrnoException) => error.code ?? error.message);
  const there = typeof found === 'object';
  const refused = await refusalOf(dir, there ? undefined : found, there && !found.isDirectory());
  const free = await freeBytes(there ? dir : await nearestFolder(dir));
  return {
    dir,
    there,
    ...(there && process.platform !== 'win32' && { mode: found.mode & 0o777 }),
    ...(refused !== undefined && { refused }),
    ...(free !== undefined && { free }),
    quarantined: (await readdir(join(dir, 'quarantine')).catch(() => [])).length,
    owner: await ownerOf(dir),
  };
}

async function refusalOf(
  dir: string,
  missing: string | undefined,
  isFile: boolean,
): Promise<string | undefined> {
  if (isFile) return 'ENOTDIR';
  if (missing !== undefined && missing !== 'ENOENT') return missing;
  try {
    if (missing === undefined) await tryWrite(dir);
    // Not the folder itself: a tempo-tui that starts just now may have made it, and need it.
    else await rmdir(await mkdtemp(join(await nearestFolder(dir), '.tempo-tui-doctor-')));
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code ?? message;
  }
}

async function tryWrite(dir: string): Promise<void> {
  const path = join(dir, `.doctor-${randomBytes(6).toString('hex')}.tmp`);
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'wx', 0o600);
    await file.writeFile(Buffer.alloc(TRIAL_BYTES, 1));
    await file.sync();
  } finally {
    await file?.close();
    if (file) await unlink(path);
  }
}

/** The folder itself, or of those above it the nearest that is there. */
async function nearestFolder(dir: string): Promise<string> {
  const there = await stat(dir).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return there || dirname(dir) === dir ? dir : nearestFolder(dirname(dir));
}

async function freeBytes(dir: string): Promise<number | undefined> {
  const system = await statfs(dir).catch(() => undefined);
  // Some file systems have no blocks to count.
  return system && system.blocks > 0 ? system.bavail * system.bsize : undefined;
}
