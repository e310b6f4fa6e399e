import type { Exposure } from '../store/private-files.ts';
import { counted, modeText } from './doctor/check.ts';
import type { Journal } from './journal.ts';

/** Files that are named; of more, how many. */
const NAMED = 3;
const WRITABLE = 0o022;
const WHY: Readonly<Record<string, string>> = {
  link: 'it is a link, and what it points to is left alone: chmod that by hand',
  shared: 'the folder is shared by all users of this machine: pass --data-dir with one of your own',
  modeless: 'the file system keeps no modes: pass --data-dir with a folder on another',
  EPERM: 'it belongs to another user',
  EROFS: 'the file system is read-only',
};

/** Notes in the journal what others could read or change in a data directory, and what was done about it. */
export function notePrivacy(
  journal: Pick<Journal, 'warn'>,
  dataDir: string,
  found: readonly Exposure[],
): void {
  const all = { journal, dataDir };
  const mended = found.filter(({ outcome }) => outcome === 'mended');
  const could = mended.some(({ mode }) => (mode & WRITABLE) !== 0) ? 'read or change' : 'read';
  tell(all, mended, `Other users could ${could}`, 'Now this user alone can.');
  const foreign = found.filter(({ outcome }) => outcome === 'foreign');
  for (const [uid, those] of groupBy(foreign, ({ uid }) => String(uid)))
    tell(all, those, `Another user (uid ${uid}) owns`, `Run tempo-tui as that user, or chown them.`);
  const left = found.filter(({ outcome }) => outcome !== 'mended' && outcome !== 'foreign');
  for (const [outcome, those] of groupBy(left, ({ outcome }) => outcome))
    tell(all, those, 'Other users may read', `It cannot be mended: ${WHY[outcome] ?? outcome}.`);
}

function tell(
  { journal, dataDir }: { journal: Pick<Journal, 'warn'>; dataDir: string },
  found: readonly Exposure[],
  what: string,
  then: string,
): void {
  if (found.length === 0) return;
  const named = found
    .slice(0, NAMED)
    .map(({ path, mode }) => `${path === '' ? 'the folder itself' : path} (mode ${modeText(mode)})`);
  if (found.length > NAMED) named.push(counted(found.length - NAMED, 'more file'));
  journal.warn(`${what} in ${dataDir}: ${named.join(', ')}. ${then}`);
}

function groupBy<T>(all: readonly T[], keyOf: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of all) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each]);
  return groups;
}
