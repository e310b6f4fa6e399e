import { EXIT, type Flags, type Settings, UsageError } from '../../config.ts';
import { readPair } from '../../ingest/tls/read-pair.ts';
import { safeText } from '../../safe-text.ts';
import { ownerOf, silentOwnerOf } from '../../store/lock.ts';
import { allowedNetworks } from '../allowed-networks.ts';
import { agree } from '../ask.ts';
import { ownCommand } from '../doctor/own-command.ts';
import { say, writeLine } from '../output.ts';
import { programAlone } from '../program-line.ts';
import { filesNow, isOurs, runAll, writeFiles } from './carry-out.ts';
import { planService, type ServicePlan, serviceSettings } from './plan.ts';
import { checkReadableByAll, unreadableByService } from './readable.ts';
import { commandText } from './run-command.ts';
import { ownProgram } from './serve-command.ts';
import { readState } from './state.ts';
import { readSurroundings, type ServiceKind, serviceKind } from './surroundings.ts';
import { SERVICE_USER } from './systemd-units.ts';

export interface InstallFlags extends Flags {
  system?: boolean;
  /** False: leave out of a unit what needs a namespace. */
  namespaces?: boolean;
  yes?: boolean;
  print?: boolean;
}

/**
 * Shows which files it would write and what it would run, asks, and does it.
 *
 * @throws UsageError for what no service can be made of, with exit code 1 where it was not wanted or a command failed, and
 * with 75 where another program has the data
 */
export async function installService({
  system,
  yes = false,
  print = false,
  ...flags
}: InstallFlags): Promise<void> {
  const kind = serviceKind({ system: system ?? false });
  const around = readSurroundings();
  const program = ownProgram();
  const settings = serviceSettings(kind, flags);
  const plan = planService(kind, settings, flags, program, around);
  if (kind === 'system' && !print) {
    checkReadableByAll(program);
    if (around.uid !== 0)
      throw new UsageError('Only root may install a service of the system: run it with sudo.');
  }
  await checkServable(kind, settings, flags, around.uid);
  if (print) return printFiles(plan);
  await refuseOther(kind, plan.dataDir, around.uid);
  const before = await filesNow(plan.files.map(({ path }) => path));
  for (const line of reviewLines(plan, before)) writeLine(safeText(line, Number.POSITIVE_INFINITY));
  if (kind === 'user' && around.uid === 0)
    say('This is a service of root alone. --system makes one with a user of its own.');
  await agree('Write these files and run these commands?', yes, 'Nothing was installed');
  await writeFiles(plan.files, plan.folders, before);
  await runAll(plan.commands(before));
  await sayHowItIs(kind, plan.dataDir, flags);
}

/**
 * Sees to it that the service would not end at once, as it does not start again then. Whether another user may read
 * files, only root can see.
 *
 * @throws UsageError as `serve` would
 */
async function checkServable(
  kind: ServiceKind,
  settings: Settings,
  { config }: Flags,
  uid: number,
): Promise<void> {
  const { tls, configFile } = settings;
  allowedNetworks(settings);
  if (kind === 'system' && uid !== 0) return;
  if (tls) readPair(tls);
  if (kind !== 'system') return;
  const given = [...(config === undefined ? [] : [configFile]), ...(tls ? [tls.cert, tls.key] : [])];
  for (const line of await unreadableByService(given)) say(line);
}

function printFiles({ kind, files }: ServicePlan): void {
  for (const { path, content } of files) {
    if (kind !== 'agent') writeLine(`# ${safeText(path)}`);
    for (const line of content.trimEnd().split('\n')) writeLine(safeText(line, Number.POSITIVE_INFINITY));
    if (kind !== 'agent') writeLine('');
  }
}

function* reviewLines(plan: ServicePlan, before: ReadonlyMap<string, string>): Generator<string> {
  for (const { path, content } of plan.files) {
    const found = before.get(path);
    if (found === content) {
      yield `stays as it is: ${path}`;
      continue;
    }
    if (found === undefined) yield `writes ${path}:`;
    else if (isOurs(found)) yield `writes ${path} anew:`;
    else
      yield `writes ${path}, where a file is that is not of this program; that is kept beside it as a .bak file:`;
    for (const line of content.trimEnd().split('\n')) yield `    ${line}`;
  }
  for (const folder of plan.folders) yield `makes where it is missing: ${folder}`;
  yield 'runs:';
  for (const command of plan.commands(before)) yield `    ${commandText(command)}`;
}

/** A service beside a program that has its data would fail to start again and again. */
async function refuseOther(kind: ServiceKind, dataDir: string, uid: number): Promise<void> {
  const owner = await ownerOf(dataDir);
  if (owner === undefined) return;
  const { pid } = await readState(kind, uid);
  if (typeof owner === 'object' && owner.pid === pid) return;
  const silent = owner === 'silent' ? await silentOwnerOf(dataDir) : undefined;
  if (silent && silent.pid === pid) return;
  const who = owner === 'silent' ? 'another tempo-tui' : `tempo-tui (pid ${owner.pid}, port ${owner.port})`;
  throw new UsageError(
    `The data directory ${dataDir} is in use by ${silent?.text ?? `${who}.`} The service could not have that folder: quit that one first.`,
    EXIT.dataDirOwned,
  );
}

async function sayHowItIs(kind: ServiceKind, dataDir: string, flags: Flags): Promise<void> {
  const owner = await ownerOf(dataDir);
  const where = typeof owner === 'object' ? ` It listens on port ${owner.port} (pid ${owner.pid}).` : '';
  say(`The service is installed and started.${where}`);
  if (kind === 'user') say('What it says: journalctl --user -u tempo-tui -f');
  if (kind === 'system') {
    const command = ownCommand(flags, programAlone(), {})('token', 'list');
    say('What it says: journalctl -u tempo-tui -f');
    say(`Commands about its data, as its user: sudo -H -u ${SERVICE_USER} ${command}`);
  }
}
