import { readdir, readFile, readlink, stat } from 'node:fs/promises';

/** A process that has a local socket open. */
export interface SocketHolder {
  pid: number;
  /** It was stopped, as by Ctrl-Z, and does nothing until it is told to go on. */
  isSuspended: boolean;
}

/**
 * Who listens on a local socket, as far as /proc tells this user: processes of others, and other systems, keep it to
 * themselves.
 *
 * @param address a path, or an abstract name that begins with NUL
 */
export async function localSocketHolder(address: string): Promise<SocketHolder | undefined> {
  const [pid] = (await socketHolders(new Set(await listenersOf(address)))).values();
  if (pid === undefined) return undefined;
  // The name before the state may have any character in it (proc_pid_stat(5)).
  const [state] = (await readText(`/proc/${pid}/stat`)).replace(/^.*\) /s, '');
  return { pid, isSuspended: state === 'T' };
}

/**
 * Whether strangers listen on an abstract name: it needs no permission, and any user of the machine may take one that is
 * free.
 *
 * @param folder those who own it, this user and root are none, as far as they can be seen
 */
export async function isHeldByStrangers(address: string, folder: string): Promise<boolean> {
  const before = await listenersOf(address);
  if (before.length === 0) return false;
  const trusted = new Set([0, process.getuid?.(), await ownerOf(folder)]);
  const known = new Set<string>();
  for (const [inode, pid] of await socketHolders(new Set(before)))
    if (trusted.has(await ownerOf(`/proc/${pid}`))) known.add(inode);
  const after = new Set(await listenersOf(address));
  // One of ours that was let go meanwhile is in no process any more, and listens no more either.
  return before.some((inode) => after.has(inode) && !known.has(inode));
}

async function listenersOf(address: string): Promise<string[]> {
  return readLocalListeners(await readText('/proc/net/unix'), address);
}

/** The user id that a file belongs to; of /proc, whom the process is of. */
async function ownerOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ uid }) => uid,
    () => undefined,
  );
}

/** The listening sockets of an address in a table as /proc/net/unix has it. */
export function readLocalListeners(table: string, address: string): string[] {
  const wanted = address.replaceAll('\0', '@');
  return table.split('\n').flatMap((line) => {
    const [, flags, inode, path] = /^\S+ \S+ \S+ (\S+) \S+ \S+ +(\d+) (.+)$/.exec(line) ?? [];
    return flags === '00010000' && path === wanted && inode !== undefined ? [inode] : [];
  });
}

/** The processes that have these sockets open, by the inode of the socket. */
export async function socketHolders(inodes: ReadonlySet<string>): Promise<Map<string, number>> {
  const holders = new Map<string, number>();
  if (inodes.size === 0) return holders;
  for (const pid of await namesIn('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    for (const file of await namesIn(`/proc/${pid}/fd`)) {
      const target = await readlink(`/proc/${pid}/fd/${file}`).catch(() => '');
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
      if (inode !== undefined && inodes.has(inode)) holders.set(inode, Number(pid));
    }
    if (holders.size === inodes.size) break;
  }
  return holders;
}

function namesIn(dir: string): Promise<string[]> {
  return readdir(dir).catch(() => []);
}

function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
