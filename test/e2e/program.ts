import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { onTestFinished, vi } from 'vitest';
import type { Terminal } from '../../scripts/terminal.ts';
import { TokenFile } from '../../src/ingest/tokens.ts';
import { type FakeDesktop, fakeDesktop } from './fakes.ts';
import { openTerminal } from './terminal.ts';

const run = promisify(execFile);
const CLI = resolve('dist/cli.js');

/** A home of its own for the program, with a fake desktop; gone when the test ends. */
export interface Home {
  dir: string;
  env: Record<string, string>;
  desktop: FakeDesktop;
}

export function makeHome(): Home {
  const dir = mkdtempSync(join(tmpdir(), 'tempo-tui-home-'));
  // A program whose terminal is closed still writes down what it has to.
  onTestFinished(() => vi.waitFor(() => rmSync(dir, { recursive: true, force: true }), { timeout: 10_000 }));
  const desktop = fakeDesktop(dir);
  return { dir, desktop, env: { HOME: dir, TZ: 'UTC', LANG: 'C.UTF-8', ...desktop.env } };
}

/** Runs a command of the built program to its end. */
export function runCli(home: Home, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return run(process.execPath, [CLI, ...args], { env: home.env, maxBuffer: 64 * 1024 * 1024 });
}

/** Runs `tempo-tui score …` in a home, whatever its exit code. */
export async function scoreCommand(home: Home, args: readonly string[], input?: string | Buffer) {
  const child = spawn(process.execPath, [CLI, 'score', ...args], { env: home.env, cwd: home.dir });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const code = child.exitCode ?? (await new Promise<number>((done) => child.once('exit', done)));
  return { code, stdout, stderr: stderr.trimEnd() };
}

/** Where the program has its data for a home. */
export function dataDirOf({ dir, env }: Home): string {
  return env.TEMPO_TUI_DATA ?? join(dir, '.local/share/tempo-tui');
}

/** Makes the token of the examples, as `token add` does but without a start of the program; returns its text. */
export function addToken(
  home: Home,
  name = 'proxmox',
  provider = 'com.proxmox',
  dataDir = dataDirOf(home),
): Promise<string> {
  return new TokenFile(dataDir).add(name, { provider });
}

/** Every stored event, as `export` tells it. */
export async function exported(home: Home): Promise<Record<string, unknown>[]> {
  const { stdout } = await runCli(home, 'export');
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

export interface ShownProgram {
  terminal: Terminal;
  /** Where its receiver listens, as its own screen says. */
  endpoint: string;
}

/** The timeline in a real terminal, on a free port; `inShell`: as a job of an interactive shell. */
export async function showProgram(
  home: Home,
  { columns = 120, rows = 40, args = [] as string[], env = {}, inShell = false, record = false } = {},
): Promise<ShownProgram> {
  const program = [process.execPath, CLI, '--port', '0', ...args];
  const terminal = await openTerminal(inShell ? ['bash', '--norc', '--noprofile'] : program, {
    columns,
    rows,
    record,
    env: { ...home.env, ...env, ...(inShell && { PS1: '$ ', HISTFILE: '/dev/null' }) },
  });
  if (inShell) await terminal.press(program.join(' '), 'Enter');
  const screen = await terminal.waitFor(/https?:\/\/\S+\/ingest/);
  return { terminal, endpoint: /https?:\/\/\S+\/ingest/.exec(screen)![0] };
}

export interface ServedProgram {
  child: ChildProcess;
  endpoint: string;
  /** What it wrote so far. */
  out(): string;
  err(): string;
}

/**
 * The receiver alone, on a free port; killed when the test ends. `under`: the command that runs it, `handed`: descriptors of this process that
 * become its descriptors from 3 on.
 */
export async function serveProgram(
  home: Home,
  { args = [] as string[], under = [] as string[], env = {}, handed = [] as number[] } = {},
): Promise<ServedProgram> {
  const [file, ...rest] = [...under, process.execPath, CLI, 'serve', '--port', '0', ...args];
  const child = spawn(file!, rest, {
    env: { ...home.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...handed],
    // A group of its own: what runs it must not outlive it, nor it that.
    detached: true,
  });
  onTestFinished(() => {
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  });
  let out = '';
  let err = '';
  child.stdout!.on('data', (bytes) => {
    out += bytes;
  });
  child.stderr!.on('data', (bytes) => {
    err += bytes;
  });
  const endpoint = await vi.waitFor(
    () => {
      const found = /https?:\/\/\S+\/ingest/.exec(err + out);
      if (!found) throw new Error(`not listening yet: ${err}${out}`);
      return found[0];
    },
    { timeout: 10_000 },
  );
  return { child, endpoint, out: () => out, err: () => err };
}

/** POSTs an event; `body` is sent as it is when it is text. */
export function post(endpoint: string, token: string, body: object | string): Promise<Response> {
  return fetch(endpoint, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Tempo-Token': token },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** An event as a Proxmox node sends it. */
export function proxmoxEvent(title: string, metadata: object = {}, fields: object = {}) {
  return {
    providerIdentifier: 'com.proxmox',
    title,
    ...fields,
    metadata: {
      severity: 'info',
      ServerUrl: 'https://pve-01.lan:8006',
      NodeName: 'pve-01',
      VMID: '100',
      TaskType: 'vzdump',
      ...metadata,
    },
  };
}

/** A port on which nobody listens. */
export async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return String(port);
}

/** Asks a program to stop; resolves with its exit code when all that it wrote is here. */
export function stopProgram({ child }: ServedProgram, signal: NodeJS.Signals = 'SIGTERM'): Promise<number> {
  const closed = new Promise<number>((done) => child.once('close', done));
  child.kill(signal);
  return closed;
}
