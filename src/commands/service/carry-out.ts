import { mkdir, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EXIT, UsageError } from '../../config.ts';
import { makePrivateDir, writeDurably } from '../../store/durable-file.ts';
import { say } from '../output.ts';
import type { ServiceCommand, ServiceFile } from './plan.ts';
import { commandText, type Ran, runCommand } from './run-command.ts';
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

/**
 * Runs commands one after the other.
 *
 * @throws UsageError with exit code 1 for the first that fails, with those that are left to do
 */
export async function runAll(commands: readonly ServiceCommand[]): Promise<void> {
  for (const [at, command] of commands.entries()) {
    const ran = await runCommand(command);
    if (ran.code === 0) continue;
    const left = commands.slice(at).map((each) => `  ${commandText(each)}`);
    throw new UsageError(
      [
        `\`${commandText(command)}\` failed: ${reasonOf(ran)}`,
        ...adviceOn(ran),
        'What is left to do:',
        ...left,
      ].join('\n'),
      EXIT.failed,
    );
  }
}

export function reasonOf({ code, stdout, stderr }: Ran): string {
  return (stderr.trim() || stdout.trim() || `exit code ${code}`).replaceAll('\n', ' ');
}

function adviceOn({ stderr }: Ran): string[] {
  if (!/connect to (user scope )?bus/i.test(stderr)) return [];
  return [
    'systemctl speaks to the manager of a user who is logged in: by ssh or at its own keyboard, not by su or sudo. Without systemd, run `tempo-tui serve` by what starts services here.',
  ];
}
