import { shellWord } from '../shell-word.ts';
import { type Check, counted, failure, modeText, ok, warning } from './check.ts';
import type { DataFacts } from './data-facts.ts';
import type { OwnCommand } from './own-command.ts';

const MEGABYTE = 1024 * 1024;
const LITTLE_ROOM = 200 * MEGABYTE;
const NO_ROOM = 20 * MEGABYTE;

/** Why the system takes nothing, and what helps. */
const REFUSALS: Record<string, readonly [why: string, advice: string]> = {
  EACCES: ['permission denied', 'run tempo-tui as the user it belongs to, or pass --data-dir with another'],
  EPERM: ['permission denied', 'run tempo-tui as the user it belongs to, or pass --data-dir with another'],
  EROFS: ['the file system is read-only', 'mount it writable, or pass --data-dir with another'],
  ENOSPC: ['the disk is full', 'make room on it, or pass --data-dir with a folder on another disk'],
  EDQUOT: ['the quota is used up', 'make room, or pass --data-dir with a folder on another disk'],
  ENOTDIR: ['a file is in its place', 'move the file away, or pass --data-dir with another'],
  ENOENT: ['no folder can be made there', 'pass --data-dir with another'],
  EIO: ['the disk fails', 'look at what the system log says of the disk, and pass --data-dir with another'],
};

/** Whether events can be stored, for how long, and who has the directory. */
export function judgeData(facts: DataFacts, command: OwnCommand): Check[] {
  return [
    judgeFolder(facts),
    ...judgeRoom(facts, command),
    ...judgeQuarantine(facts),
    judgeOwner(facts, command),
  ];
}

function judgeFolder({ dir, there, mode, refused }: DataFacts): Check {
  const name = 'data directory';
  if (refused !== undefined) {
    const known = Object.hasOwn(REFUSALS, refused) ? REFUSALS[refused] : undefined;
    const [why, advice] = known ?? [refused, 'pass --data-dir with another'];
    return failure(name, `${dir} ${there ? 'takes no writes' : 'cannot be made'}: ${why}`, advice);
  }
  if (!there) return ok(name, `${dir} is not there yet and can be made`);
  if (mode !== undefined && (mode & 0o077) !== 0)
    return warning(
      name,
      `${dir} is open to other users (mode ${modeText(mode)})`,
      `chmod 700 ${shellWord(dir)}`,
    );
  return ok(name, `${dir} takes writes${mode === undefined ? '' : ` (mode ${modeText(mode)})`}`);
}

function judgeRoom({ free }: DataFacts, command: OwnCommand): Check[] {
  if (free === undefined) return [];
  const found = `${size(free)} are free`;
  if (free >= LITTLE_ROOM) return [ok('room', found)];
  const advice = `make room on the disk, or keep less ("retention" in the config file, then ${command('prune')})`;
  if (free >= NO_ROOM) return [warning('room', found, advice)];
  return [failure('room', `${found}: events will soon be refused with 503`, advice)];
}

function judgeQuarantine({ dir, quarantined }: DataFacts): Check[] {
  if (quarantined === 0) return [];
  const found = `${counted(quarantined, 'damaged record was', 'damaged records were')} set aside in ${dir}/quarantine`;
  return [
    warning(
      'quarantine',
      found,
      'no other event is lost; check the disk, and delete the folder when you have seen it',
    ),
  ];
}

function judgeOwner({ owner }: DataFacts, command: OwnCommand): Check {
  if (owner === undefined) return ok('owner', 'no tempo-tui runs on the data directory');
  if (owner !== 'silent')
    return ok('owner', `a tempo-tui runs on it (pid ${owner.pid}, port ${owner.port || 'not told'})`);
  return failure(
    'owner',
    'a tempo-tui has the data directory and does not answer',
    `stop it (it may be suspended by Ctrl-Z: fg), then ${command()}`,
  );
}

function size(bytes: number): string {
  return bytes < 1024 * MEGABYTE
    ? `${Math.floor(bytes / MEGABYTE)} MiB`
    : `${Math.floor(bytes / MEGABYTE / 1024)} GiB`;
}
