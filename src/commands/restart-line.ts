import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { Flags, Settings } from '../config.ts';
import { programAlone } from './program-line.ts';
import { AGENT } from './service/launch-agent.ts';
import { agentTarget } from './service/plan.ts';
import { carriedOptions, namedDataDir } from './service/serve-command.ts';
import { shellWord } from './shell-word.ts';

export interface RestartParts {
  settings: Pick<Settings, 'host'>;
  flags: Flags;
  /** The port that it listens on, whichever the options say. */
  port: number;
  env?: NodeJS.ProcessEnv;
}

/** How a receiver as this process has is started again by hand: through what keeps the service, where it is one. */
export function restartLine(parts: RestartParts): string {
  const { env = process.env } = parts;
  return serviceLine(env, process.pid, ownCgroup()) ?? ownLine(['serve'], parts);
}

/** The same for one that only this machine reaches, so that the LAN does. */
export function openingLine(parts: RestartParts): string {
  const { env = process.env } = parts;
  const service = serviceLine(env, process.pid, ownCgroup());
  const install = ['service', 'install', ...(service?.startsWith('systemctl start') ? ['--system'] : [])];
  const settings = { ...parts.settings, host: '0.0.0.0' };
  return ownLine(service === undefined ? ['serve'] : install, { ...parts, settings });
}

function ownLine(
  command: readonly string[],
  { settings: { host }, flags, port, env = process.env }: RestartParts,
): string {
  const options = carriedOptions({ ...flags, port: String(port), ...(host !== undefined && { host }) });
  return [programAlone(env), ...command, ...[...namedDataDir(flags, env), ...options].map(shellWord)].join(
    ' ',
  );
}

/**
 * How the manager of services is told to start the service that a process is; undefined where it is none.
 *
 * @param cgroup text of /proc/self/cgroup, whose last name is the unit (cgroups(7))
 */
export function serviceLine(env: NodeJS.ProcessEnv, pid: number, cgroup: string): string | undefined {
  if (env.XPC_SERVICE_NAME === AGENT) return `launchctl kickstart ${agentTarget(userInfo().uid)}`;
  // It is of the process that systemd started, and not of those that this one started (systemd.exec(5)).
  if (env.SYSTEMD_EXEC_PID !== String(pid)) return undefined;
  const unit = /^(?:0:|\d+:name=systemd):.*\/([^/\n]+\.service)$/m.exec(cgroup)?.[1];
  if (unit === undefined) return undefined;
  return `systemctl ${/\/user@\d+\.service\//.test(cgroup) ? '--user ' : ''}start ${shellWord(unit)}`;
}

function ownCgroup(): string {
  try {
    return readFileSync('/proc/self/cgroup', 'utf8');
  } catch {
    return '';
  }
}
