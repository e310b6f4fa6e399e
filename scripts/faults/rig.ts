import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CLI = resolve('dist/cli.js');
const START_MS = 20_000;
const PATIENCE_MS = 30_000;

/** Whether a program is on the PATH. */
export function hasTool(name: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A data directory of its own, with a token. */
export interface Site {
  dir: string;
  data: string;
  token: string;
  remove(): void;
}

export async function makeSite(): Promise<Site> {
  const dir = mkdtempSync(join(tmpdir(), 'tempo-tui-faults-'));
  const data = join(dir, 'data');
  const { stdout } = await cli(data, 'token', 'add', 'it', '--provider', 'com.proxmox');
  return {
    dir,
    data,
    token: stdout.trim(),
    remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 20 }),
  };
}

/** Runs a command of the built program on a data directory. */
export function cli(data: string, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return run(process.execPath, [CLI, ...args, '--data-dir', data], { maxBuffer: 256 * 1024 * 1024 });
}

/** The titles of everything stored. */
export async function storedTitles(data: string): Promise<string[]> {
  const { stdout } = await cli(data, 'export');
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => String(JSON.parse(line).title));
}

/** A receiver that may have been made to fail. */
export interface Receiver {
  child: ChildProcess;
  /** Where it listens; undefined when it ended before that. */
  endpoint: string | undefined;
  err(): string;
  /** Its exit code, or the signal that ended it. */
  ended: Promise<number | string | null>;
  /** Ends it, and what runs it. */
  kill(signal: NodeJS.Signals): void;
}

/**
 * Starts the receiver; resolves when it listens or has ended. `under` is the command that runs it.
 *
 * One thread for file work: strace counts the calls to fail for each thread by itself.
 */
export async function startReceiver(data: string, under: readonly string[] = []): Promise<Receiver> {
  const args = ['serve', '--port', '0', '--data-dir', data, '--rate-limit', '0'];
  const [file, ...rest] = [...under, process.execPath, CLI, ...args];
  const child = spawn(file!, rest, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
    detached: true,
  });
  let err = '';
  const ended = new Promise<number | string | null>((done) => {
    child.once('exit', (code, signal) => done(code ?? signal));
  });
  const endpoint = await new Promise<string | undefined>((done) => {
    const timer = setTimeout(() => done(undefined), START_MS);
    child.stderr!.on('data', (bytes) => {
      err += bytes;
      const found = /http:\/\/\S+\/ingest/.exec(err);
      if (!found) return;
      clearTimeout(timer);
      done(found[0]);
    });
    child.once('exit', () => {
      clearTimeout(timer);
      done(undefined);
    });
  });
  return {
    child,
    endpoint,
    err: () => err,
    ended,
    kill(signal) {
      try {
        process.kill(-child.pid!, signal);
      } catch {
        // It has ended already.
      }
    },
  };
}

/** What a sender saw: a 2xx, a refusal with its status and headers, or a connection that closed. */
export interface Answer {
  title: string;
  status: number | 'closed';
  retryAfter: string | null;
}

/**
 * Sends one event on a connection of its own as Proxmox does.
 *
 * @param more written into its metadata, as JSON; bytes, as many may send the same at once
 */
export async function send(
  endpoint: string,
  token: string,
  title: string,
  more: Buffer = Buffer.from('""'),
): Promise<Answer> {
  const named = JSON.stringify({ providerIdentifier: 'com.proxmox', title }).slice(0, -1);
  const begin = Buffer.from(`${named},"metadata":{"NodeName":"pve-01","VMID":"1","More":`);
  return { title, ...(await postBody(endpoint, token, [begin, more, Buffer.from('}}')])) };
}

/** Posts a body that comes in parts. */
export function postBody(
  endpoint: string,
  token: string,
  parts: readonly Buffer[],
): Promise<Omit<Answer, 'title'>> {
  const headers = {
    'Content-Type': 'application/json',
    'X-Tempo-Token': token,
    'Content-Length': parts.reduce((sum, { length }) => sum + length, 0),
  };
  return new Promise((done, fail) => {
    const sent = request(endpoint, { method: 'POST', agent: false, headers, timeout: PATIENCE_MS });
    sent.on('response', (response) => {
      response.on('error', () => {});
      response.resume();
      const retryAfter = response.headers['retry-after'] ?? null;
      done({ status: response.statusCode ?? 0, retryAfter });
    });
    sent.on('timeout', () => fail(new Error(`No answer in ${PATIENCE_MS} ms.`)));
    sent.on('error', () => done({ status: 'closed', retryAfter: null }));
    for (const part of parts) sent.write(part);
    sent.end();
  });
}

/** What is wrong with the answers, given what is stored now: acked ⊆ stored ⊆ sent, nothing twice. */
export function judge(answers: readonly Answer[], stored: readonly string[]): string[] {
  const kept = new Set(stored);
  const sent = new Set(answers.map(({ title }) => title));
  const acked = answers.filter(({ status }) => status === 202 || status === 200);
  const odd = answers.filter(({ status, retryAfter }) => {
    if (status === 'closed' || status === 202 || status === 200) return false;
    return status !== 503 || retryAfter === null;
  });
  return [
    ...acked
      .filter(({ title }) => !kept.has(title))
      .map(({ title }) => `acknowledged and not stored: ${title}`),
    ...stored.filter((title) => !sent.has(title)).map((title) => `stored and never sent: ${title}`),
    ...(kept.size === stored.length ? [] : ['something is stored twice']),
    ...odd.map(({ title, status }) => `answered ${status}: ${title}`),
  ];
}
