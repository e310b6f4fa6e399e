import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { Stored } from './case.ts';
import type { Reach } from './open-wire.ts';

const run = promisify(execFile);
const CLI = resolve('dist/cli.js');
const START_MS = 20_000;

/** A receiver that runs, and what may be known of it. */
export interface Target extends Reach {
  /** A token for com.proxmox. */
  token: string;
  /** Where it keeps its events; undefined when that is not known. */
  dataDir?: string;
  pid?: number;
}

export interface OwnTarget extends Target {
  dataDir: string;
  pid: number;
  /** Lets it end by itself; what it wrote and how it ended, where that was not well. */
  stop(): Promise<string[]>;
  /** Ends it whatever happens, and clears up. */
  remove(): void;
}

/**
 * Starts the built program's receiver on a free port, in a directory of its own.
 *
 * @param secure it speaks HTTPS, with a certificate that it made itself
 */
export async function startTarget(args: readonly string[], secure = false): Promise<OwnTarget> {
  const dir = mkdtempSync(join(tmpdir(), 'tempo-tui-attack-'));
  const dataDir = join(dir, 'data');
  const token = await addToken(dataDir, 'attack', 'com.proxmox');
  const tls = secure ? await makeCertificate(dataDir) : undefined;
  const all = ['serve', '--port', '0', '--data-dir', dataDir, ...args, ...(tls?.args ?? [])];
  const child = spawn(process.execPath, [CLI, ...all], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, HOME: dir },
  });
  let err = '';
  const port = await new Promise<number>((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`The receiver does not listen: ${err}`)), START_MS);
    child.stderr.on('data', (bytes) => {
      err += bytes;
      const found = /https?:\/\/[^\s/]+:(\d+)\/ingest/.exec(err);
      if (!found) return;
      clearTimeout(timer);
      done(Number(found[1]));
    });
    child.once('exit', () => fail(new Error(`The receiver has ended: ${err}`)));
  });
  return {
    host: '127.0.0.1',
    port,
    ...(tls && { tls: { ca: tls.ca } }),
    token,
    dataDir,
    pid: child.pid!,
    stop: async () => {
      const wrong: string[] = [];
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      if (child.exitCode !== 0) wrong.push(`ended with ${child.exitCode ?? child.signalCode}`);
      if (err.includes(token)) wrong.push('wrote its token to stderr');
      const odd = err.split('\n').filter((line) => /fault while answering|Error|Warning/.test(line));
      return [...wrong, ...odd.slice(0, 5).map((line) => `said: ${line}`)];
    },
    remove: () => {
      child.kill('SIGKILL');
      rmSync(dir, { recursive: true, force: true, maxRetries: 20 });
    },
  };
}

/** Has the program make a certificate; the CA that it is of, and how a receiver gets it. */
async function makeCertificate(dataDir: string): Promise<{ ca: string; args: string[] }> {
  await run(process.execPath, [CLI, 'tls', 'create', '--data-dir', dataDir]);
  const file = (name: string) => join(dataDir, 'tls', name);
  return {
    ca: readFileSync(file('ca.crt'), 'utf8'),
    args: ['--tls-cert', file('server.crt'), '--tls-key', file('server.key')],
  };
}

/** Makes a token by the command line. */
export async function addToken(dataDir: string, name: string, provider: string): Promise<string> {
  return (await tokenCommand(dataDir, 'add', name, '--provider', provider)).trim();
}

/** Runs `tempo-tui token …` on a data directory; gives what it prints. */
export async function tokenCommand(dataDir: string, ...args: string[]): Promise<string> {
  return (await run(process.execPath, [CLI, 'token', ...args, '--data-dir', dataDir])).stdout;
}

/** Everything stored, as `tempo-tui export` tells it; one by one, as all of it may be more than fits into a text. */
export async function* exportOf(dataDir: string): AsyncGenerator<Stored> {
  const child = spawn(process.execPath, [CLI, 'export', '--data-dir', dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line);
  const [code] = await ended;
  if (code !== 0) throw new Error(`export ended with code ${code}`);
}

/** Memory of a process in MiB, now and at its highest; undefined where the system does not tell. */
export function memoryOf(pid: number | undefined): { now: number; highest: number } | undefined {
  if (pid === undefined) return undefined;
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const mib = (name: string) =>
      Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)![1]) / 1024);
    return { now: mib('VmRSS'), highest: mib('VmHWM') };
  } catch {
    return undefined;
  }
}
