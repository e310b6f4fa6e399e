import { access, constants } from 'node:fs/promises';
import type { Server } from 'node:net';
import { join } from 'node:path';
import * as z from 'zod';
import { EXIT, UsageError } from '../config.ts';
import { makePrivateDir } from './durable-file.ts';
import { answers, greetingOf, LONGEST_SOCKET, lockAddress, tryLock } from './local-lock.ts';
import { isHeldByStrangers, localSocketHolder, type SocketHolder } from './socket-holders.ts';

const ownerSchema = z.object({
  pid: z.number().int().positive(),
  port: z.number().int().min(0).max(65_535),
  /** The certificate it speaks HTTPS with, in PEM; absent: plain HTTP. */
  certificate: z.string().optional(),
});

/** Who holds a data directory, as it tells those who ask. */
export type OwnerInfo = z.infer<typeof ownerSchema>;

/** Another process has the data directory. */
export class OwnedError extends UsageError {
  /** It was stopped, as by Ctrl-Z: it will not answer by itself. */
  readonly isSuspended: boolean;

  constructor(message: string, isSuspended: boolean) {
    super(message, EXIT.dataDirOwned);
    this.isSuspended = isSuspended;
  }
}

export interface Ownership {
  /** From now on those who ask are told this port. */
  tellPort(port: number): void;
  /** The same with the certificate, in PEM. */
  tellCertificate(certificate: string): void;
  release(): Promise<void>;
}

/**
 * Takes a data directory for this process. The lock is a listening local socket, which the kernel closes with
 * the process: neither kill -9 nor a reused pid can leave it behind.
 *
 * @throws OwnedError (exit 75) naming the owner when another process has it, UsageError where this user may not use it.
 */
export async function ownDataDir(dir: string, info: OwnerInfo): Promise<Ownership> {
  await makePrivateDir(dir);
  await refuseForeign(dir);
  const address = await lockAddress(join(dir, 'owner'));
  let { port, certificate } = info;
  const greet = () => JSON.stringify({ pid: info.pid, port, certificate });
  const server = await tryLock(address, greet);
  const isSquatted = !server && (await isHeldByStrangers(address, dir));
  const beside = server || isSquatted ? await claimBeside(dir, greet, isSquatted) : 'taken';
  if (server ? beside !== 'taken' : typeof beside === 'object')
    return {
      tellPort: (told) => {
        port = told;
      },
      tellCertificate: (told) => {
        certificate = told;
      },
      release: () => closeAll(server, beside),
    };
  await closeAll(server, beside);
  throw await ownedError(dir);
}

async function ownedError(dir: string): Promise<OwnedError> {
  const look =
    'Look at that one (`tempo-tui list --follow` shows what it receives), stop it, or pass --data-dir.';
  const owner = await ownerOf(dir);
  if (typeof owner === 'object') {
    const who = `another tempo-tui (pid ${owner.pid}, port ${owner.port})`;
    return new OwnedError(`The data directory ${dir} is in use by ${who}. ${look}`, false);
  }
  const silent = await silentOwnerOf(dir);
  return silent
    ? new OwnedError(`The data directory ${dir} is in use by ${silent.text}`, silent.isSuspended)
    : new OwnedError(`The data directory ${dir} is in use by another tempo-tui. ${look}`, false);
}

/** An owner that does not say who it is, with what to do about it in sentences of which the first has no verb. */
export interface SilentOwner extends SocketHolder {
  text: string;
}

/** The owner of a data directory that does not answer, as far as the system tells who it is. */
export async function silentOwnerOf(dir: string): Promise<SilentOwner | undefined> {
  const holder = await ownerProcess(dir);
  if (!holder) return undefined;
  const { pid, isSuspended } = holder;
  const text = isSuspended
    ? `a tempo-tui that was suspended (pid ${pid}) and receives nothing. It goes on with fg where it was started, or with kill -CONT ${pid}.`
    : `a tempo-tui that does not answer (pid ${pid}). Where that stays so, kill ${pid} ends it.`;
  return { ...holder, text };
}

/** The process that has a data directory, whether it answers or not, as far as this user is let see it. */
export async function ownerProcess(dir: string): Promise<SocketHolder | undefined> {
  for await (const address of addressesOf(dir)) {
    const holder = await localSocketHolder(address);
    if (holder) return holder;
  }
  return undefined;
}

/** What belongs to another is not to be told as something that this user could put right by stopping a program. */
async function refuseForeign(dir: string): Promise<void> {
  try {
    await access(dir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    // A disk that takes no writes may have history to show.
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') return;
    throw new UsageError(
      `The data directory ${dir} is another user's, who alone may read it. Run tempo-tui as that user, pass --data-dir, or look at what it receives with a viewer's token: tempo-tui --connect http://127.0.0.1:7776`,
      EXIT.failed,
    );
  }
}

/**
 * Who has a data directory now, asked without taking it; undefined while nobody has.
 *
 * @returns `silent` for one that does not say who it is in time
 */
export async function ownerOf(dir: string): Promise<OwnerInfo | 'silent' | undefined> {
  for await (const address of addressesOf(dir))
    if (await answers(address)) return (await askOwner(address)) ?? 'silent';
  return undefined;
}

/** Where the owner of a directory can be asked, one after the other; not where another user may answer in its place. */
async function* addressesOf(dir: string): AsyncGenerator<string> {
  yield socketBeside(dir);
  const address = await lockAddress(join(dir, 'owner'));
  if (!(await isHeldByStrangers(address, dir))) yield address;
}

/** Where the owner of a directory answers those whom the abstract address does not reach. */
function socketBeside(dir: string): string {
  return join(dir, 'owner.sock');
}

/**
 * An abstract address is of one network namespace: a container beside the host has others, and may share the folder. So
 * the owner listens in the folder too. Only one process of a namespace comes to here, the one that has the address; what
 * another left behind at its end does not answer.
 *
 * @param isSquatted another user has the address, who is kept out of the folder: then this alone counts
 * @returns undefined where the folder takes no sockets: then the address alone keeps others out
 */
async function claimBeside(
  dir: string,
  greet: () => string,
  isSquatted: boolean,
): Promise<Server | 'taken' | undefined> {
  const path = socketBeside(dir);
  // A user who may use the folder as well as this one has it, as root may.
  if (isSquatted && (await isClosed(path))) return 'taken';
  if (process.platform !== 'linux' || Buffer.byteLength(path) > LONGEST_SOCKET) return undefined;
  try {
    return (await tryLock(path, greet)) ?? 'taken';
  } catch {
    return undefined;
  }
}

function isClosed(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => false,
    ({ code }: NodeJS.ErrnoException) => code !== 'ENOENT',
  );
}

async function closeAll(...servers: (Server | 'taken' | undefined)[]): Promise<void> {
  for (const server of servers)
    if (typeof server === 'object') await new Promise<void>((done) => server.close(() => done()));
}

async function askOwner(address: string): Promise<OwnerInfo | undefined> {
  try {
    return ownerSchema.parse(JSON.parse((await greetingOf(address)) ?? ''));
  } catch {
    return undefined;
  }
}
