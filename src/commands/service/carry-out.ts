import { mkdir, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EXIT, UsageError } from '../../config.ts';
import { makePrivateDir, writeDurably } from '../../store/durable-file.ts';
import { say } from '../output.ts';
import type { ServiceCommand, ServiceFile } from './plan.ts';
import { commandText, type Ran, reasonOf, runCommand } from './run-command.ts';
import { OURS } from './systemd-units.ts';

/** Units may be read by everybody. */
const UNIT_MODE = 0o644;

/** What is in files now, by path; one that is not there is left out. */
export async function filesNow(paths: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const path of paths) {
    const content = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (content !== undefined) found.set(path, content);
  }
  return found;
}

/** Whether a file was written here, and may be written and taken away again. */
export function isOurs(content: string): boolean {
  return content.includes(OURS);
}

/** Where what is in the way of a file is kept. */
function asideOf(path: string): string {
  return `${path}.${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.bak`;
}

/** Writes files, and keeps what is in their way and not ours beside them. */
export async function writeFiles(
  files: readonly ServiceFile[],
  folders: readonly string[],
  before: ReadonlyMap<string, string>,
): Promise<void> {
  for (const folder of folders) await makePrivateDir(folder);
  for (const { path, content } of files) {
    await mkdir(dirname(path), { recursive: true });
    const found = before.get(path);
    if (found !== undefined && !isOurs(found)) {
      const aside = asideOf(path);
      await rename(path, aside);
      say(`What was in ${path} is in ${aside} now.`);
    }
    await writeDurably(path, content, UNIT_MODE);
  }
}

/** A command that failed, with those after it that were not run. */
export interface Failure {
  command: ServiceCommand;
  ran: Ran;
  left: readonly ServiceCommand[];
}

/** Runs commands one after the other, until one fails; never throws. */
export async function tryAll(commands: readonly ServiceCommand[]): Promise<Failure | undefined> {
  for (const [at, command] of commands.entries()) {
    const ran = await runCommand(command);
    if (ran.code !== 0) return { command, ran, left: commands.slice(at + 1) };
  }
  return undefined;
}

/**
 * Runs commands one after the other.
 *
 * @throws UsageError with exit code 1 for the first that fails, with those that are left to do
 */
export async function runAll(
  commands: readonly ServiceCommand[],
  close: readonly string[] = [],
): Promise<void> {
  const failure = await tryAll(commands);
  if (failure) throw failureError(failure, [], close);
}

/**
 * A failure for a person.
 *
 * @param more what is left to do besides
 * @param close lines to end with
 */
export function failureError(
  { command, ran, left }: Failure,
  more: readonly ServiceCommand[] = [],
  close: readonly string[] = [],
): UsageError {
  const lines = [
    `\`${commandText(command)}\` failed: ${reasonOf(ran)}`,
    ...adviceOn(ran.stderr),
    ...leftLines([command, ...left, ...more]),
    ...close,
  ];
  return new UsageError(lines.join('\n'), EXIT.failed);
}

/** What a person has to do by hand. */
export function leftLines(commands: readonly ServiceCommand[]): string[] {
  return ['What is left to do:', ...commands.map((each) => `  ${commandText(each)}`)];
}

/** Whether systemctl says that there is nobody who could be asked. */
export function isUnreachable({ stderr }: Pick<Ran, 'stderr'>): boolean {
  return /connect to (\w+ scope )?bus|not been booted with systemd|there is no systemctl/i.test(stderr);
}

/** What to do where systemd cannot be reached, by what systemctl says. */
export function adviceOn(stderr: string): string[] {
  if (!isUnreachable({ stderr })) return [];
  const without = 'Without systemd, run `tempo-tui serve` by what starts services here.';
  if (!/connect to (user scope )?bus/i.test(stderr) || /not been booted/i.test(stderr)) return [without];
  return [
    `systemctl speaks to the manager of a user who is logged in: by ssh or at its own keyboard, not by su or sudo. ${without}`,
  ];
}
