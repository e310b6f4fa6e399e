import { readFile } from 'node:fs/promises';
import { socketHolders } from '../../store/socket-holders.ts';

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
  const owners = await socketHolders(new Set(listeners.map(({ inode }) => inode)));
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

function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
