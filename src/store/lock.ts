import { createHash } from 'node:crypto';
import { realpath, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EXIT, UsageError } from '../config.ts';
import { makePrivateDir } from './durable-file.ts';

const WAIT_MS = 5000;
const RETRY_MS = 20;

/** Who holds a data directory, as it tells those who ask. */
export interface OwnerInfo {
  pid: number;
  port: number;
}

export interface Ownership {
  release(): Promise<void>;
}

/**
 * Takes a data directory for this process. The lock is a listening local socket, which the kernel closes with
 * the process: neither kill -9 nor a reused pid can leave it behind.
 *
 * @throws UsageError (exit 75) naming the owner when another process has it.
 */
export async function ownDataDir(dir: string, info: OwnerInfo): Promise<Ownership> {
  await makePrivateDir(dir);
  const address = await lockAddress(join(dir, 'owner'));
  const server = await tryLock(address, JSON.stringify(info));
  if (server) return { release: () => new Promise((done) => server.close(() => done())) };
  const owner = await askOwner(address);
  const who = owner ? `another tempo-tui (pid ${owner.pid}, port ${owner.port})` : 'another tempo-tui';
  throw new UsageError(
    `The data directory ${dir} is in use by ${who}. Look at that one, stop it, or pass --data-dir.`,
    EXIT.dataDirOwned,
  );
}

/** Runs `work` while no other process runs work under the same name. */
export async function withLock<R>(path: string, work: () => Promise<R>): Promise<R> {
  await makePrivateDir(dirname(path));
  const address = await lockAddress(path);
  const deadline = performance.now() + WAIT_MS;
  let server = await tryLock(address, '');
  while (!server) {
    if (performance.now() > deadline) throw new Error(`${path} stays locked by another tempo-tui.`);
    await delay(RETRY_MS);
    server = await tryLock(address, '');
  }
  try {
    return await work();
  } finally {
    await new Promise((done) => server.close(done));
  }
}

/**
 * On Linux the address is abstract, with no file to leave behind. Elsewhere it is a file in the temporary
 * folder; a stale one is taken over.
 */
async function lockAddress(path: string): Promise<string> {
  const dir = await realpath(dirname(path)).catch(() => resolve(dirname(path)));
  const name = createHash('sha256')
    .update(join(dir, basename(path)))
    .digest('hex')
    .slice(0, 32);
  return process.platform === 'linux' ? `\0tempo-tui-${name}` : join(tmpdir(), `tempo-tui-${name}.sock`);
}

async function tryLock(address: string, greeting: string): Promise<Server | undefined> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.end(greeting);
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
    return tryLock(address, greeting);
  }
}

async function answers(address: string): Promise<boolean> {
  return (await greetingOf(address)) !== undefined;
}

async function askOwner(address: string): Promise<OwnerInfo | undefined> {
  try {
    return JSON.parse((await greetingOf(address)) ?? '');
  } catch {
    return undefined;
  }
}

function greetingOf(address: string): Promise<string | undefined> {
  return new Promise((done) => {
    let text = '';
    const socket = connect(address);
    socket.setTimeout(1000, () => socket.destroy(new Error('silent')));
    socket.on('data', (bytes) => {
      text += bytes.toString();
    });
    socket.on('end', () => done(text));
    socket.on('error', () => done(undefined));
  });
}
