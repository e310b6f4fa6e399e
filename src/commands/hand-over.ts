import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync } from 'node:fs';
import type { Server } from 'node:net';
import { join } from 'node:path';
import type { Flags } from '../config.ts';
import { withoutSecrets } from '../score/secrets.ts';
import { UNSAID } from './serve/handed-over.ts';
import { HANDED_SOCKETS, PASSING } from './serve/predecessor.ts';
import { ownProgram, serveCommand } from './service/serve-command.ts';
import type { RunningService } from './start-service.ts';

/** A receiver that is to go on has this long for each step, in milliseconds. */
const PATIENCE_MS = 10_000;
/** Where it writes what it would have said, in the data directory. */
const LOG_FILE = 'serve.log';

/**
 * Has the receiver of this process go on in a process of its own, which gets the very sockets: whoever knocks in between
 * waits for an answer, and is not refused. When it is ready this process lets go of the data directory, and it takes that.
 *
 * @param flags of this process, which are those of the other too
 * @returns its process id
 * @throws Error in words where it does not come to receive: nothing listens then, as this process has let go of everything
 * all the same
 */
export async function handOver(
  dataDir: string,
  flags: Flags,
  service: Pick<RunningService, 'receiver' | 'close'>,
): Promise<number> {
  let successor: ChildProcess | undefined;
  try {
    try {
      successor = start(serveCommand(ownProgram(), dataDir, flags), service, join(dataDir, LOG_FILE));
      await told(successor, PASSING.waiting);
    } finally {
      await service.close();
    }
    successor.send(PASSING.yourTurn);
    await told(successor, PASSING.listening);
  } catch (error) {
    if (successor) await end(successor);
    throw error;
  }
  successor.unref();
  return successor.pid!;
}

/** What was given up must not listen later. It did not answer, and would not when it is asked to end. */
async function end(successor: ChildProcess): Promise<void> {
  const isThere = successor.pid !== undefined && successor.exitCode === null && successor.signalCode === null;
  if (!isThere) return;
  const ended = once(successor, 'exit');
  successor.kill('SIGKILL');
  await ended;
}

/** A log that cannot be written must not cost the receiver. */
function openLog(path: string): number | 'ignore' {
  try {
    // Not through a link, which may lead anywhere.
    const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
    return openSync(path, O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY, 0o600);
  } catch {
    return 'ignore';
  }
}

function start(
  [program, ...words]: readonly [string, ...string[]],
  { receiver }: Pick<RunningService, 'receiver'>,
  logFile: string,
): ChildProcess {
  const descriptors = receiver.sockets.map(descriptorOf);
  const log = openLog(logFile);
  try {
    return spawn(program, words, {
      // A session of its own: the end of this terminal is not its end.
      detached: true,
      env: { ...withoutSecrets(process.env), ...UNSAID, [HANDED_SOCKETS]: String(descriptors.length) },
      stdio: ['ignore', log, log, 'ipc', ...descriptors],
    });
  } finally {
    if (log !== 'ignore') closeSync(log);
  }
}

/** The descriptor of a listening socket: Node has no other name for it, and lets it be inherited by this alone. */
function descriptorOf(server: Server): number {
  const { fd } = (server as unknown as { _handle?: { fd?: number } })._handle ?? {};
  if (fd === undefined || fd < 0) throw new Error('this system hands over no sockets');
  return fd;
}

/** Waits for a message of the other process. */
function told(successor: ChildProcess, message: string): Promise<void> {
  return new Promise((done, fail) => {
    const timer = setTimeout(() => end(new Error('it does not answer')), PATIENCE_MS);
    const onExit = (code: number | null) => end(new Error(`it ended with exit code ${code}`));
    const onMessage = (text: unknown) => {
      if (text === message) end();
    };
    function end(error?: Error): void {
      clearTimeout(timer);
      successor.off('exit', onExit).off('message', onMessage).off('error', end);
      if (error) fail(error);
      else done();
    }
    successor.on('exit', onExit).on('message', onMessage).on('error', end);
  });
}
