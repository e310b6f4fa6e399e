import { readlink, unlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { EXIT, UsageError } from '../../config.ts';
import { safeText } from '../../safe-text.ts';
import { agree } from '../ask.ts';
import { say, writeLine } from '../output.ts';
import { failureError, filesNow, isOurs, isUnreachable, leftLines, runAll, tryAll } from './carry-out.ts';
import { checkGivenDir, dataDirIn } from './data-dir-in.ts';
import { agentTarget, type ServiceCommand, servicePaths, startLinks, systemctlOf } from './plan.ts';
import { commandText, reasonOf } from './run-command.ts';
import { hasSystemd, readSurroundings, type ServiceKind, serviceKind } from './surroundings.ts';
import { SERVICE_USER } from './systemd-units.ts';

export interface UninstallFlags {
  system?: boolean;
  yes?: boolean;
  dataDir?: string;
}

/**
 * Stops the service and takes its files away, when that is wanted; the data stays.
 *
 * @throws UsageError where there is none of ours, or a command failed
 */
export async function uninstallService({
  system = false,
  yes = false,
  dataDir: given,
}: UninstallFlags): Promise<void> {
  const kind = serviceKind({ system });
  const around = readSurroundings();
  const paths = servicePaths(kind, around);
  const found = await filesNow(Object.values(paths));
  const ours = [...found].filter(([, content]) => isOurs(content)).map(([path]) => path);
  for (const path of found.keys()) if (!ours.includes(path)) say(`${path} is not of this program and stays.`);
  if (ours.length === 0)
    throw new UsageError(`There is no service of this program: ${paths.service} is not there, or not of it.`);
  if (kind === 'system' && around.uid !== 0)
    throw new UsageError('Only root may take away a service of the system: run it with sudo.');
  const dataDir = dataDirIn(kind, found.get(paths.service) ?? '');
  checkGivenDir(given, dataDir);
  const { before, after } = commandsOf(kind, around.uid);
  writeLine('runs:');
  for (const command of before) writeLine(`    ${safeText(commandText(command))}`);
  for (const path of ours) writeLine(safeText(`takes away ${path}`));
  for (const command of after) writeLine(`    ${safeText(commandText(command))}`);
  await agree('Stop the service and take it away?', yes, 'Nothing was taken away');
  const failure = await tryAll(before);
  const isAlone = failure !== undefined && isUnreachable(failure.ran) && !hasSystemd(kind, around);
  const stays = `The data stays${dataDir === undefined ? '' : `: ${dataDir}`}`;
  if (failure && !isAlone) throw failureError(failure, [['rm', ...ours], ...after], [stays]);
  if (failure)
    say(
      `systemd could not be asked (${reasonOf(failure.ran)}). None runs here, so the service does not run either.`,
    );
  const links = isAlone ? await linksTo(ours, Object.values(startLinks(kind, around) ?? {})) : [];
  await takeAway([...links, ...ours], isAlone ? [] : after, stays);
  if (!isAlone) await runAll(after, [`The files are taken away. ${stays}`]);
  say(`The service is gone. ${stays}`);
  sayWhatElseStays(kind, around.lingers);
}

/** Of links, those that lead to files: systemctl would take them away. */
async function linksTo(files: readonly string[], links: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const link of links) {
    const target = await readlink(link).catch(() => undefined);
    if (target !== undefined && files.includes(resolve(dirname(link), target))) found.push(link);
  }
  return found;
}

async function takeAway(
  paths: readonly string[],
  after: readonly ServiceCommand[],
  stays: string,
): Promise<void> {
  for (const [at, path] of paths.entries()) {
    try {
      await unlink(path);
    } catch (error) {
      const left = leftLines([['rm', ...paths.slice(at)], ...after]);
      const lines = [`${path} cannot be taken away: ${(error as Error).message}`, ...left, stays];
      throw new UsageError(lines.join('\n'), EXIT.failed);
    }
  }
}

function commandsOf(kind: ServiceKind, uid: number): { before: ServiceCommand[]; after: ServiceCommand[] } {
  if (kind === 'agent') return { before: [['launchctl', 'bootout', agentTarget(uid)]], after: [] };
  const systemctl = systemctlOf(kind);
  return {
    before: [[...systemctl, 'disable', '--now', 'tempo-tui.socket', 'tempo-tui.service']],
    after: [[...systemctl, 'daemon-reload']],
  };
}

function sayWhatElseStays(kind: ServiceKind, lingers: boolean): void {
  if (kind === 'system') say(`The user ${SERVICE_USER} stays, as the data is its own.`);
  if (kind === 'user' && lingers)
    say('Your other services still run without you: `loginctl disable-linger` ends that.');
}
