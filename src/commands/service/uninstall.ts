import { unlink } from 'node:fs/promises';
import { UsageError } from '../../config.ts';
import { safeText } from '../../safe-text.ts';
import { agree } from '../ask.ts';
import { say, writeLine } from '../output.ts';
import { filesNow, isOurs, runAll } from './carry-out.ts';
import { dataDirOfAgent } from './launch-agent.ts';
import { agentTarget, type ServiceCommand, servicePaths, systemctlOf } from './plan.ts';
import { commandText } from './run-command.ts';
import { readSurroundings, type ServiceKind, serviceKind } from './surroundings.ts';
import { dataDirOf, SERVICE_USER } from './systemd-units.ts';

/**
 * Stops the service and takes its files away, when that is wanted; the data stays.
 *
 * @throws UsageError where there is none of ours, or a command failed
 */
export async function uninstallService({
  system = false,
  yes = false,
}: {
  system?: boolean;
  yes?: boolean;
}): Promise<void> {
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
  const { before, after } = commandsOf(kind, around.uid);
  writeLine('runs:');
  for (const command of before) writeLine(`    ${safeText(commandText(command))}`);
  for (const path of ours) writeLine(safeText(`takes away ${path}`));
  for (const command of after) writeLine(`    ${safeText(commandText(command))}`);
  await agree('Stop the service and take it away?', yes, 'Nothing was taken away');
  await runAll(before);
  for (const path of ours) await unlink(path);
  await runAll(after);
  sayWhatStays(kind, found.get(paths.service) ?? '', around.lingers);
}

function commandsOf(kind: ServiceKind, uid: number): { before: ServiceCommand[]; after: ServiceCommand[] } {
  if (kind === 'agent') return { before: [['launchctl', 'bootout', agentTarget(uid)]], after: [] };
  const systemctl = systemctlOf(kind);
  return {
    before: [[...systemctl, 'disable', '--now', 'tempo-tui.socket', 'tempo-tui.service']],
    after: [[...systemctl, 'daemon-reload']],
  };
}

function sayWhatStays(kind: ServiceKind, service: string, lingers: boolean): void {
  const dataDir = kind === 'agent' ? dataDirOfAgent(service) : dataDirOf(service);
  say(`The service is gone. The data stays${dataDir === undefined ? '' : `: ${dataDir}`}`);
  if (kind === 'system') say(`The user ${SERVICE_USER} stays, as the data is its own.`);
  if (kind === 'user' && lingers)
    say('Your other services still run without you: `loginctl disable-linger` ends that.');
}
