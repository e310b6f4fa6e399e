import { readdir, readFile, readlink } from 'node:fs/promises';

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
  const inodes = readLocalListeners(await readText('/proc/net/unix'), address);
  const [pid] = (await socketHolders(new Set(inodes))).values();
  if (pid === undefined) return undefined;
  // The name before the state may have any character in it (proc_pid_stat(5)).
  const [state] = (await readText(`/proc/${pid}/stat`)).replace(/^.*\) /s, '');
  return { pid, isSuspended: state === 'T' };
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
