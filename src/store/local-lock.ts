import { createHash } from 'node:crypto';
import { realpath, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EXIT, UsageError } from '../config.ts';
import { makePrivateDir } from './durable-file.ts';
import { isHeldByStrangers } from './socket-holders.ts';

const WAIT_MS = 5000;
const RETRY_MS = 20;
/** After so many of these it is looked who has it. */
const LOOK_WAITS = 25;
/** Whoever has a lock tells no more than this, in characters, and within a second. */
const MOST_GREETING = 100_000;
const GREETING_MS = 1000;
/** The system takes no longer name of a socket that is a path, in bytes; a byte follows that ends it (unix(7)). */
export const LONGEST_SOCKET = process.platform === 'linux' ? 107 : 103;

/**
 * Runs `work` while no other process of this user runs work under the same name.
 *
 * @throws UsageError where one does for too long
 */
export async function withLock<R>(path: string, work: () => Promise<R>): Promise<R> {
  await makePrivateDir(dirname(path));
  const address = await lockAddress(path);
  const deadline = performance.now() + WAIT_MS;
  const greet = () => '';
  let server = await tryLock(address, greet);
  for (let waits = 1; !server; waits += 1) {
    // Whoever may not enter the folder must keep nobody out of it: theirs is no lock of ours.
    if (waits % LOOK_WAITS === 0 && (await isHeldByStrangers(address, dirname(path)))) return work();
    if (performance.now() > deadline)
      throw new UsageError(
        `${path} was not changed: another tempo-tui has been at it for more than ${WAIT_MS / 1000} seconds. Try again, and where that stays so, stop the other one first.`,
        EXIT.failed,
      );
    await delay(RETRY_MS);
    server = await tryLock(address, greet);
  }
  try {
    return await work();
  } finally {
    await new Promise((done) => server.close(done));
  }
}

/**
 * Where a lock listens. On Linux the address is abstract, with no file to leave behind. All its bytes are the name: Node
 * 20 fills it with NUL to the end of what the system takes, Node 22 does not, and they have to meet at the same one.
 * Elsewhere it is a file in the temporary folder; a stale one is taken over.
 */
export async function lockAddress(path: string): Promise<string> {
  const dir = await realpath(dirname(path)).catch(() => resolve(dirname(path)));
  const name = createHash('sha256')
    .update(join(dir, basename(path)))
    .digest('hex')
    .slice(0, 32);
  return process.platform === 'linux'
    ? `\0tempo-tui-${name}`.padEnd(LONGEST_SOCKET + 1, '\0')
    : join(tmpdir(), `tempo-tui-${name}.sock`);
}

/**
 * Listens on an address for as long as nobody else does.
 *
 * @param greet what those who ask are told
 * @returns undefined where another process does
 */
export async function tryLock(address: string, greet: () => string): Promise<Server | undefined> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    // Whoever asks and keeps its side open must not keep the end of the lock waiting.
    socket.end(greet(), () => socket.destroy());
  });
  server.unref();
  try {
    await new Promise<void>((done, fail) => {
      server.once('error', fail);
      server.listen(address, done);
    });
    return server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    if (address.startsWith('\0') || (await answers(address))) return undefined;
    await unlink(address).catch(() => {});
    return tryLock(address, greet);
  }
}

/** Whether somebody listens there: the system takes the connection also for a process that is too busy to greet. */
export function answers(address: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(address, () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}

/** What the process at an address tells who asks; undefined where there is none, or it tells nothing in time. */
export function greetingOf(address: string): Promise<string | undefined> {
  return new Promise((done) => {
    let text = '';
    const socket = connect(address);
    const timer = setTimeout(() => socket.destroy(), GREETING_MS);
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.length > MOST_GREETING) socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      done(socket.readableEnded ? text : undefined);
    });
  });
}
