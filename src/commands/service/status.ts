import { existsSync } from 'node:fs';
import { EXIT, UsageError } from '../../config.ts';
import { safeText } from '../../safe-text.ts';
import { type OwnerInfo, ownerOf } from '../../store/lock.ts';
import { writeLine } from '../output.ts';
import { filesNow, isOurs } from './carry-out.ts';
import { dataDirOfAgent } from './launch-agent.ts';
import { servicePaths } from './plan.ts';
import { readState, type ServiceState } from './state.ts';
import { readSurroundings, type ServiceKind, serviceKind } from './surroundings.ts';
import { dataDirOf } from './systemd-units.ts';

/** What is known of a service. */
export interface ServiceFacts {
  kind: ServiceKind;
  /** File that it is installed by. */
  path: string;
  installed: 'no' | 'by this program' | 'by somebody else';
  /** Node and the program are where the service starts them. */
  startable: boolean;
  state: ServiceState;
  dataDir?: string;
  /** The data folder is there. */
  hasData: boolean;
  /** Who has its data now. */
  owner?: OwnerInfo | 'silent';
  /** Whether it runs while its user is not logged in. */
  lingers: boolean;
}

/**
 * Says whether the service is installed, runs, starts by itself, and what to do where not.
 *
 * @throws UsageError with exit code 1 where it does not run
 */
export async function showServiceStatus({
  system = false,
  json = false,
}: {
  system?: boolean;
  json?: boolean;
}): Promise<void> {
  const facts = await readFacts(serviceKind({ system }));
  const advice = adviceFor(facts);
  if (json) writeLine(JSON.stringify({ ...facts, running: isRunning(facts), advice }));
  else for (const line of statusLines(facts)) writeLine(safeText(line));
  if (!json) for (const line of advice) writeLine(safeText(`→ ${line}`));
  if (!isRunning(facts)) throw new UsageError('The service does not run.', EXIT.failed);
}

async function readFacts(kind: ServiceKind): Promise<ServiceFacts> {
  const around = readSurroundings();
  const { service } = servicePaths(kind, around);
  const content = (await filesNow([service])).get(service);
  const dataDir = content && (kind === 'agent' ? dataDirOfAgent(content) : dataDirOf(content));
  const owner = dataDir ? await ownerOf(dataDir) : undefined;
  return {
    kind,
    path: service,
    installed: content === undefined ? 'no' : isOurs(content) ? 'by this program' : 'by somebody else',
    startable: content === undefined || startedBy(content).every((path) => existsSync(path)),
    state: await readState(kind, around.uid),
    ...(dataDir && { dataDir }),
    hasData: dataDir !== undefined && existsSync(dataDir),
    ...(owner !== undefined && { owner }),
    lingers: kind !== 'user' || around.lingers,
  };
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
  if (dataDir !== undefined) lines.push(`data: ${dataDir}, ${ownerText(owner)}`);
  if (state.enabled !== undefined) lines.push(`starts by itself: ${state.enabled}`);
  if (kind === 'user') lines.push(`runs while you are not logged in: ${lingers ? 'yes' : 'no'}`);
  return lines;
}

function ownerText(owner: ServiceFacts['owner']): string {
  if (owner === undefined) return 'in use by nobody';
  return owner === 'silent'
    ? 'in use by a tempo-tui that does not answer'
    : `in use by pid ${owner.pid}, port ${owner.port}`;
}

/** What to do so that it is always on. */
export function adviceFor(facts: ServiceFacts): string[] {
  const { kind, installed, state, startable, owner, lingers } = facts;
  const systemctl = kind === 'user' ? 'systemctl --user' : 'systemctl';
  if (installed === 'no') {
    const option = kind === 'system' ? ' --system' : '';
    return [`tempo-tui service install${option} installs it`];
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
  if (state.enabled !== undefined && state.enabled !== 'enabled')
    advice.push(`${systemctl} enable tempo-tui.socket tempo-tui.service lets it start by itself`);
  if (!lingers) advice.push('loginctl enable-linger lets it run while you are not logged in');
  return advice;
}
