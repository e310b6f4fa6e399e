import { openSync } from 'node:fs';
import { join } from 'node:path';
import { LONGEST_SOCKET } from './local-lock.ts';

/** Descriptors of data directories with a long name, which stay open as long as this process runs. */
const opened = new Map<string, number>();

/**
 * Where the owner of a data directory lets viewers of this machine in. On Linux a folder whose name is too long for a
 * socket is reached through a descriptor of it, which stays open; asked again, this tells the same.
 *
 * @returns undefined where the system has no such way
 * @throws Error from the file system where the folder cannot be opened
 */
export function viewerSocket(dataDir: string): string | undefined {
  const path = join(dataDir, 'viewers.sock');
  if (Buffer.byteLength(path) <= LONGEST_SOCKET) return path;
  if (process.platform !== 'linux') return undefined;
  const descriptor = opened.get(dataDir) ?? openSync(dataDir, 'r');
  opened.set(dataDir, descriptor);
  return `/proc/self/fd/${descriptor}/viewers.sock`;
}
