import { dirname, join, resolve } from 'node:path';
import { type Flags, readSettings, type Settings } from '../../config.ts';
import { AGENT, launchAgent } from './launch-agent.ts';
import { serveCommand } from './serve-command.ts';
import type { ServiceKind, Surroundings } from './surroundings.ts';
import {
  SERVICE_USER,
  START_TARGET,
  STATE_DIR,
  serviceUnit,
  socketUnit,
  sysusersFile,
  type UnitFacts,
} from './systemd-units.ts';

/** A command that is run without a shell. */
export type ServiceCommand = readonly [string, ...string[]];

export interface ServiceFile {
  path: string;
  content: string;
}

/** What an installation would do, for a person to read before it is done. */
export interface ServicePlan {
  kind: ServiceKind;
  files: readonly ServiceFile[];
  /** Folders that the user alone may enter, made where they are missing. */
  folders: readonly string[];
  /**
   * Run in this order when the files are written.
   *
   * @param before what was in these files, by path
   */
  commands(before: ReadonlyMap<string, string>): readonly ServiceCommand[];
  dataDir: string;
}

/** Variables by which the folders of the user are found. */
const FOLDERS = ['XDG_CONFIG_HOME'];

/** Where the files of a service are. */
export function servicePaths(
  kind: ServiceKind,
  { env, home }: Pick<Surroundings, 'env' | 'home'>,
): { service: string; socket?: string; user?: string } {
  if (kind === 'agent') return { service: join(home, 'Library', 'LaunchAgents', `${AGENT}.plist`) };
  const dir =
    kind === 'system'
      ? '/etc/systemd/system'
      : join(env.XDG_CONFIG_HOME || join(home, '.config'), 'systemd', 'user');
  return {
    service: join(dir, 'tempo-tui.service'),
    socket: join(dir, 'tempo-tui.socket'),
    ...(kind === 'system' && { user: '/etc/sysusers.d/tempo-tui.conf' }),
  };
}

/** Links by which systemd starts the units of a service by itself; launchd has none. */
export function startLinks(
  kind: ServiceKind,
  around: Pick<Surroundings, 'env' | 'home'>,
): { service: string; socket: string } | undefined {
  if (kind === 'agent') return undefined;
  const dir = dirname(servicePaths(kind, around).service);
  return {
    service: join(dir, `${START_TARGET[kind]}.wants`, 'tempo-tui.service'),
    socket: join(dir, 'sockets.target.wants', 'tempo-tui.socket'),
  };
}

/** The settings that the service will have: those of the system service are not of the user who installs it. */
export function serviceSettings(kind: ServiceKind, flags: Flags): Settings {
  if (kind !== 'system') return readSettings(flags);
  const dataDir = serviceDataDir(kind, flags);
  return readSettings({ ...flags, dataDir }, {}, join(STATE_DIR, '.config', 'tempo-tui'));
}

/** The data folder that a service would have; the config file of another user need not be read for it. */
export function serviceDataDir(kind: ServiceKind, flags: Flags): string {
  if (kind !== 'system') return readSettings(flags).dataDir;
  return resolve(flags.dataDir ?? join(STATE_DIR, '.local', 'share', 'tempo-tui'));
}

/**
 * @param flags those that go into the service; `namespaces: false` leaves out what needs one
 * @param program node and the file it runs
 * @throws UsageError for what no service can be made of
 */
export function planService(
  kind: ServiceKind,
  settings: Settings,
  { namespaces = true, ...flags }: Flags & { namespaces?: boolean },
  program: readonly [string, string],
  around: Surroundings,
): ServicePlan {
  const { dataDir, configFile, tls, host, port } = settings;
  const command = serveCommand(program, dataDir, flags);
  const env = kind === 'system' ? {} : variablesOf(around.env);
  if (kind === 'agent') return planAgent(command, dataDir, env, around);
  const paths = servicePaths(kind, around);
  const facts: UnitFacts = {
    kind,
    command,
    dataDir,
    configFile,
    ...(tls && { tls }),
    ...(host !== undefined && { host }),
    port,
    hasIpv6: around.hasIpv6,
    namespaces: namespaces && (kind === 'system' || around.hasNamespaces),
    env,
  };
  const socket = { path: paths.socket ?? '', content: socketUnit(facts) };
  return {
    kind,
    files: [
      ...(paths.user === undefined ? [] : [{ path: paths.user, content: sysusersFile() }]),
      socket,
      { path: paths.service, content: serviceUnit(facts) },
    ],
    folders: kind === 'user' ? [dataDir] : [],
    commands: (before) => {
      const known = before.get(socket.path);
      return [
        ...(paths.user === undefined ? [] : [['systemd-sysusers', paths.user] as const]),
        ...(kind === 'system' && flags.dataDir !== undefined ? [ownedFolder(dataDir)] : []),
        ...startCommands(kind, known === undefined ? 'new' : known === socket.content ? 'kept' : 'moved'),
        ...(kind === 'user' && !around.lingers
          ? [['loginctl', 'enable-linger', around.userName] as const]
          : []),
      ];
    },
    dataDir,
  };
}

/** A socket that stays as it is is not let go, so that no sender is refused meanwhile. */
function startCommands(kind: 'user' | 'system', socket: 'new' | 'kept' | 'moved'): ServiceCommand[] {
  const systemctl = systemctlOf(kind);
  const units = ['tempo-tui.socket', 'tempo-tui.service'];
  const reload: ServiceCommand = [...systemctl, 'daemon-reload'];
  if (socket === 'kept')
    return [reload, [...systemctl, 'enable', ...units], [...systemctl, 'restart', 'tempo-tui.service']];
  const stop: ServiceCommand = [...systemctl, 'stop', ...units];
  return [...(socket === 'moved' ? [stop] : []), reload, [...systemctl, 'enable', '--now', ...units]];
}

/** Begins a call of systemctl for a kind of service. */
export function systemctlOf(kind: ServiceKind): [string, ...string[]] {
  return kind === 'user' ? ['systemctl', '--user'] : ['systemctl'];
}

/** The service as launchd names it. */
export function agentTarget(uid: number): string {
  return `gui/${uid}/${AGENT}`;
}

function planAgent(
  command: readonly string[],
  dataDir: string,
  env: Record<string, string>,
  { home, uid, ...around }: Surroundings,
): ServicePlan {
  const path = servicePaths('agent', { home, ...around }).service;
  const logFile = join(home, 'Library', 'Logs', 'tempo-tui.log');
  const bootstrap: ServiceCommand = ['launchctl', 'bootstrap', `gui/${uid}`, path];
  return {
    kind: 'agent',
    files: [{ path, content: launchAgent({ command, logFile, env }) }],
    folders: [dataDir],
    commands: (before) =>
      before.has(path) ? [['launchctl', 'bootout', agentTarget(uid)], bootstrap] : [bootstrap],
    dataDir,
  };
}

function ownedFolder(dir: string): ServiceCommand {
  return ['install', '-d', '-m', '700', '-o', SERVICE_USER, '-g', SERVICE_USER, dir];
}

function variablesOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(FOLDERS.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}
