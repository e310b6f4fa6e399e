import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const children = new Set<ChildProcess>();
const dirs = new Set<string>();

/** A folder that is gone when the run ends, or before with {@link removeDir}. */
export function makeDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'tempo-tui-bench-'));
  dirs.add(dir);
  return dir;
}

/** Removes a folder that {@link makeDir} made. */
export function removeDir(dir: string): void {
  rmSync(dir, { recursive: true, force: true, maxRetries: 20 });
  dirs.delete(dir);
}

/** Starts a program that does not outlive the run. */
export function start(command: readonly string[], options: SpawnOptions): ChildProcess {
  const [file, ...args] = command;
  const child = spawn(file!, args, options);
  children.add(child);
  child.once('close', () => children.delete(child));
  return child;
}

/** Ends a program at once and waits until it is gone. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** Runs a program to its end; returns what it wrote to stdout. */
export async function outputOf(
  command: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  const child = start(command, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout!.on('data', (bytes) => {
    out += bytes;
  });
  child.stderr!.on('data', (bytes) => {
    err += bytes;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command[0]} ended with ${code}: ${err.trim().slice(-500)}`);
  return out;
}

/** Waits for a text in what a program writes to one of its streams, and returns the match. */
export function waitForText(
  child: ChildProcess,
  stream: 'stdout' | 'stderr',
  wanted: RegExp,
): Promise<RegExpExecArray> {
  return new Promise((done, fail) => {
    let text = '';
    child[stream]!.on('data', (bytes) => {
      if (text === '\u0000') return;
      text += bytes;
      const found = wanted.exec(text);
      if (!found) return;
      // From here on it is read only so that the pipe does not fill up.
      text = '\u0000';
      done(found);
    });
    child.once('error', fail);
    child.once('exit', () => fail(new Error(`a program ended before it was ready: ${text.slice(-500)}`)));
  });
}

/** Whether a program is on the PATH. */
export async function isInstalled(name: string): Promise<boolean> {
  return outputOf(['sh', '-c', 'command -v "$1"', 'sh', name]).then(
    () => true,
    () => false,
  );
}

function clearAway(): void {
  for (const child of children) child.kill('SIGKILL');
  for (const dir of dirs) rmSync(dir, { recursive: true, force: true, maxRetries: 20 });
}

process.once('exit', clearAway);
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  process.once(signal, () => process.exit(code));
}
