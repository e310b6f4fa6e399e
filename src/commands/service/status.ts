import { existsSync, lstatSync } from 'node:fs';
import { EXIT, type Flags, UsageError } from '../../config.ts';
import { safeText } from '../../safe-text.ts';
import { type OwnerInfo, ownerOf, type SilentOwner, silentOwnerOf } from '../../store/lock.ts';
import { ownCommand } from '../doctor/own-command.ts';
import { writeLine } from '../output.ts';
import { printableJson } from '../printable-json.ts';
import { programAlone } from '../program-line.ts';
import { adviceOn, filesNow, isOurs } from './carry-out.ts';
import { checkGivenDir, dataDirIn } from './data-dir-in.ts';
import { serviceDataDir, servicePaths, startLinks } from './plan.ts';
import { readState, type ServiceState } from './state.ts';
import { readSurroundings, type ServiceKind, serviceKind } from './surroundings.ts';

/** What is known of a service. */
export interface ServiceFacts {
  kind: ServiceKind;
  /** File that it is installed by. */
  path: string;
  installed: 'no' | 'by this program' | 'by somebody else';
  /** Node and the program are where the service starts them. */
  startable: boolean;
  state: ServiceState;
  /** Of a service that is not there, the one that it would have. */
  dataDir?: string;
  /** The data folder is there. */
  hasData: boolean;
  /** Who has its data now. */
  owner?: OwnerInfo | 'silent';
  /** Of an owner that does not answer, what the system tells. */
  silent?: SilentOwner;
  /** Whether it runs while its user is not logged in. */
  lingers: boolean;
}

export interface StatusFlags extends Flags {
  system?: boolean;
  json?: boolean;
}

/**
 * Says whether the service is installed, runs, starts by itself, and what to do where not.
 *
 * @throws UsageError with exit code 1 where it does not run, with 2 where it is not the one of the folder that was given
 */
export async function showServiceStatus({
  system = false,
  json = false,
  ...flags
}: StatusFlags): Promise<void> {
  const kind = serviceKind({ system });
  const facts = await readFacts(kind, flags);
  const advice = adviceFor(facts, installCommand(kind, flags));
  if (json) writeLine(printableJson({ ...facts, running: isRunning(facts), advice }));
  else for (const line of statusLines(facts)) writeLine(safeText(line));
  if (!json) for (const line of advice) writeLine(safeText(`→ ${line}`));
  if (!isRunning(facts)) throw new UsageError(shortfall(facts), EXIT.failed);
}

function shortfall({ installed, state }: ServiceFacts): string {
  if (installed === 'no') return 'The service is not installed.';
  return state.trouble === undefined ? 'The service does not run.' : 'Whether the service runs is not known.';
}

function installCommand(kind: ServiceKind, flags: Flags): string {
  const command = ownCommand(flags, programAlone(), kind === 'system' ? {} : process.env);
  return command('service', 'install', ...(kind === 'system' ? ['--system'] : []));
}

async function readFacts(kind: ServiceKind, flags: Flags): Promise<ServiceFacts> {
  const around = readSurroundings();
  const { service } = servicePaths(kind, around);
  const content = (await filesNow([service])).get(service);
  const dataDir = content === undefined ? serviceDataDir(kind, flags) : dataDirIn(kind, content);
  checkGivenDir(flags.dataDir, dataDir);
  const owner = dataDir ? await ownerOf(dataDir) : undefined;
  const silent = dataDir && owner === 'silent' ? await silentOwnerOf(dataDir) : undefined;
  const state = await readState(kind, around.uid);
  const link = content === undefined ? undefined : startLinks(kind, around)?.service;
  return {
    kind,
    path: service,
    installed: content === undefined ? 'no' : isOurs(content) ? 'by this program' : 'by somebody else',
    startable: content === undefined || startedBy(content).every((path) => existsSync(path)),
    // What systemd would say, where it cannot be asked.
    state: { ...(link && { enabled: isThere(link) ? 'enabled' : 'disabled' }), ...state },
    ...(dataDir && { dataDir }),
    hasData: dataDir !== undefined && existsSync(dataDir),
    ...(owner !== undefined && { owner }),
    ...(silent && { silent }),
    lingers: kind !== 'user' || around.lingers,
  };
}

function isThere(link: string): boolean {
  return lstatSync(link, { throwIfNoEntry: false }) !== undefined;
}

/** Node and the program as a service starts them; of those that had to be quoted, nothing. */
function startedBy(content: string): string[] {
  const words =
    /^ExecStart=(\S+) (\S+)/m.exec(content) ?? /<string>([^<]*)<\/string>\s*<string>([^<]*)</.exec(content);
  return (words ?? []).slice(1).filter((word) => word.startsWith('/') && !/[%"\\&]/.test(word));
}

export function isRunning({ state, owner }: Pick<ServiceFacts, 'state' | 'owner'>): boolean {
  return state.pid !== undefined && typeof owner === 'object' && owner.pid === state.pid;
}

/** The facts as lines, without what to do. */
export function statusLines({
  kind,
  path,
  installed,
  state,
  dataDir,
  owner,
  silent,
  lingers,
}: ServiceFacts): string[] {
  const lines = [
    installed === 'no' ? `installed: no (${path} is not there)` : `installed: ${installed}, ${path}`,
  ];
  if (state.trouble !== undefined) lines.push(`running: not known (${state.trouble})`);
  else {
    const pid = state.pid === undefined ? '' : `, pid ${state.pid}`;
    const socket = state.socket === undefined ? '' : `, its socket is ${state.socket}`;
    lines.push(`running: ${state.active}${pid}${socket}`);
  }
  if (dataDir !== undefined) lines.push(`data: ${dataDir}, ${ownerText(owner, silent)}`);
  if (state.enabled !== undefined) lines.push(`starts by itself: ${state.enabled}`);
  if (kind === 'user') lines.push(`runs while you are not logged in: ${lingers ? 'yes' : 'no'}`);
  return lines;
}

function ownerText(owner: ServiceFacts['owner'], silent: ServiceFacts['silent']): string {
  if (owner === undefined) return 'in use by nobody';
  return owner === 'silent'
    ? `in use by ${silent?.text ?? 'a tempo-tui that does not answer'}`
    : `in use by pid ${owner.pid}, port ${owner.port}`;
}

/** What to do so that it is always on. */
export function adviceFor(facts: ServiceFacts, install: string): string[] {
  const { kind, installed, state, startable, owner, lingers } = facts;
  const systemctl = kind === 'user' ? 'systemctl --user' : 'systemctl';
  if (installed === 'no') {
    const pid = typeof owner === 'object' ? owner.pid : facts.silent?.pid;
    const first = pid === undefined ? '' : `quit the tempo-tui with pid ${pid}, which has the data; then `;
    return [`${first}${install} installs it`];
  }
  const advice: string[] = [];
  if (!startable)
    advice.push('the program that it starts is not there any more: tempo-tui service install writes it anew');
  if (typeof owner === 'object' && owner.pid !== state.pid)
    advice.push(`quit the tempo-tui with pid ${owner.pid}: the service cannot have its data meanwhile`);
  if (kind === 'agent') {
    if (state.pid === undefined) advice.push(`launchctl bootstrap gui/$(id -u) ${facts.path} starts it`);
    return advice;
  }
  if (state.refused && !facts.hasData)
    advice.push('its data folder is not there: tempo-tui service install makes it');
  else if (state.refused)
    advice.push('the system gives it no namespaces: tempo-tui service install --no-namespaces does without');
  else if (state.trouble === undefined && state.pid === undefined) {
    const log = `journalctl ${kind === 'user' ? '--user ' : ''}-u tempo-tui -n 20`;
    advice.push(`${systemctl} start tempo-tui.service starts it, and ${log} says why it ended`);
  }
  if (state.trouble !== undefined) advice.push(...adviceOn(state.trouble));
  const now = state.trouble === undefined ? '' : ' --now';
  if (state.enabled !== undefined && state.enabled !== 'enabled')
    advice.push(
      `${systemctl} enable${now} tempo-tui.socket tempo-tui.service lets it start${now && ', now and'} by itself`,
    );
  if (!lingers) advice.push('loginctl enable-linger lets it run while you are not logged in');
  return advice;
}
