import { readdir, readFile, readlink } from 'node:fs/promises';

/** A process that listens on a port; without `pid` where the system does not let this user see it. */
export interface Holder {
  uid: number;
  pid?: number;
  name?: string;
}

const LISTENING = '0A';

/** Who listens on a port, as far as /proc tells this user; nobody is found on other systems. */
export async function portHolders(port: number): Promise<Holder[]> {
  const tables = await Promise.all(['tcp', 'tcp6'].map((each) => readText(`/proc/net/${each}`)));
  const listeners = tables.flatMap((table) => readListeners(table, port));
  if (listeners.length === 0) return [];
  const owners = await socketOwners(new Set(listeners.map(({ inode }) => inode)));
  const holders = new Map<string, Holder>();
  for (const { uid, inode } of listeners) {
    const pid = owners.get(inode);
    if (pid === undefined) holders.set(`user ${uid}`, { uid });
    else holders.set(`pid ${pid}`, { uid, pid, name: (await readText(`/proc/${pid}/comm`)).trim() });
  }
  return [...holders.values()];
}

/** The listening sockets of a port in a table as /proc/net has it. */
export function readListeners(table: string, port: number): { uid: number; inode: string }[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return table.split('\n').flatMap((line) => {
    const [, local, , state, , , , uid, , inode] = line.trim().split(/\s+/);
    const listens = state === LISTENING && local?.split(':')[1] === wanted;
    return listens && inode !== undefined ? [{ uid: Number(uid), inode }] : [];
  });
}

/** The processes that have these sockets open, by socket. */
async function socketOwners(inodes: ReadonlySet<string>): Promise<Map<string, number>> {
  const owners = new Map<string, number>();
  for (const pid of await namesIn('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    for (const file of await namesIn(`/proc/${pid}/fd`)) {
      const target = await readlink(`/proc/${pid}/fd/${file}`).catch(() => '');
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
      if (inode !== undefined && inodes.has(inode)) owners.set(inode, Number(pid));
    }
    if (owners.size === inodes.size) break;
  }
  return owners;
}

function namesIn(dir: string): Promise<string[]> {
  return readdir(dir).catch(() => []);
}

function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
