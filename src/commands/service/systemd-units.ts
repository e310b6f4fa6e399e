import { isIP } from 'node:net';
import { type TlsFiles, UsageError } from '../../config.ts';
import { hardeningLines } from './hardening.ts';
import { unitCommand, unitWord } from './unit-word.ts';

/** Says that a file was written here, so that it may be taken away again. */
export const OURS = 'tempo-tui service install wrote this file';

/** What the units are made of. */
export interface UnitFacts {
  kind: 'user' | 'system';
  /** The whole command line: node, the program, `serve` and its options. */
  command: readonly [string, ...string[]];
  dataDir: string;
  configFile: string;
  /** Files to speak HTTPS with; absent: plain HTTP. */
  tls?: TlsFiles;
  /** Address to listen on; absent: loopback. */
  host?: string;
  port: number;
  /** Whether this machine has an IPv6 loopback address. */
  hasIpv6: boolean;
  /** Whether the manager may make namespaces. */
  namespaces: boolean;
  /** Variables that the service needs to find the same files. */
  env: Readonly<Record<string, string>>;
}

/** User of the system unit, and the folder that is its home and its state. */
export const SERVICE_USER = 'tempo-tui';
export const STATE_DIR = '/var/lib/tempo-tui';

/** What starts the service with the machine. */
export const START_TARGET = { user: 'default.target', system: 'multi-user.target' } as const;

/**
 * The socket, which systemd holds while the service restarts: a sender waits a moment then and is not refused.
 *
 * @throws UsageError for an address that a socket cannot be bound to
 */
export function socketUnit({ kind, host, port, hasIpv6 }: UnitFacts): string {
  const isThereAlways = host === undefined || ['localhost', '0.0.0.0', '::'].includes(host);
  return lines(
    header(kind, 'tempo-tui.socket'),
    '[Unit]',
    'Description=Where tempo-tui receives Proxmox notifications',
    '',
    '[Socket]',
    ...streams(host, port, hasIpv6).map((stream) => `ListenStream=${stream}`),
    ...(isThereAlways ? [] : ['# The address need not be there yet.', 'FreeBind=yes']),
    '',
    '[Install]',
    'WantedBy=sockets.target',
  );
}

/** The service. */
export function serviceUnit(facts: UnitFacts): string {
  const { kind, command, dataDir, configFile, tls, env, namespaces } = facts;
  const [node, program = ''] = command;
  const reads = [node, program, configFile, ...(tls ? [tls.cert, tls.key] : [])];
  const isOfState = kind === 'system' && dataDir.startsWith(`${STATE_DIR}/`);
  return lines(
    header(kind, 'tempo-tui.service'),
    '[Unit]',
    'Description=tempo-tui, receiver of Proxmox notifications',
    'Requires=tempo-tui.socket',
    'After=tempo-tui.socket',
    '# Never gives up on what may pass, but does on a start that fails again and again at once.',
    'StartLimitIntervalSec=30',
    'StartLimitBurst=12',
    '',
    '[Service]',
    'Type=notify',
    '# systemd-notify speaks for the program.',
    'NotifyAccess=all',
    `ExecStart=${unitCommand(command)}`,
    'ExecReload=/bin/kill -HUP $MAINPID',
    'Restart=always',
    'RestartSec=3',
    '# An option or a config file that cannot be used is there again the next time.',
    'RestartPreventExitStatus=2',
    'KillMode=mixed',
    'TimeoutStopSec=15',
    'SyslogIdentifier=tempo-tui',
    ...Object.entries(env).map(([name, value]) => `Environment=${unitWord(`${name}=${value}`)}`),
    ...(kind === 'system'
      ? [
          `User=${SERVICE_USER}`,
          `Group=${SERVICE_USER}`,
          'StateDirectory=tempo-tui',
          'StateDirectoryMode=0700',
        ]
      : []),
    '',
    ...hardeningLines({ ...(isOfState ? {} : { writes: dataDir }), reads }, kind, namespaces),
    '',
    '[Install]',
    `WantedBy=${START_TARGET[kind]}`,
    '',
    '[X-tempo-tui]',
    `DataDir=${JSON.stringify(dataDir)}`,
  );
}

/** The user of the system unit: a dynamic one could not be asked for by `sudo -u` while the service is down. */
export function sysusersFile(): string {
  return lines(`# ${OURS}.`, `u ${SERVICE_USER} - "tempo-tui receiver" ${STATE_DIR} /usr/sbin/nologin`);
}

/** The data folder that a service unit of ours is about; undefined where it does not say. */
export function dataDirOf(unit: string): string | undefined {
  const written = /^DataDir=(".*")$/m.exec(unit)?.[1];
  try {
    return written === undefined ? undefined : JSON.parse(written);
  } catch {
    return undefined;
  }
}

function streams(host: string | undefined, port: number, hasIpv6: boolean): string[] {
  if (port === 0)
    throw new UsageError('A service needs a port that stays the same: pass --port with another than 0.');
  if (host === undefined || host === 'localhost')
    return [`127.0.0.1:${port}`, ...(hasIpv6 ? [`[::1]:${port}`] : [])];
  switch (isIP(host)) {
    case 4:
      return [`${host}:${port}`];
    case 6:
      return [`[${host}]:${port}`];
    default:
      throw new UsageError(
        `--host ${host}: a service listens on an address of this machine, or on 0.0.0.0 for all.`,
      );
  }
}

function header(kind: 'user' | 'system', unit: string): string {
  const edit = `systemctl ${kind === 'user' ? '--user ' : ''}edit ${unit}`;
  return `# ${OURS} and makes it anew. What you change belongs into: ${edit}\n`;
}

function lines(...each: readonly string[]): string {
  return `${each.join('\n')}\n`;
}
