import { existsSync, readFileSync } from 'node:fs';
import { homedir, networkInterfaces, userInfo } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../../config.ts';

/** A unit of the user, one of the whole system, or an agent of macOS. */
export type ServiceKind = 'user' | 'system' | 'agent';

/** What the machine and its user decide of a service. */
export interface Surroundings {
  env: NodeJS.ProcessEnv;
  home: string;
  uid: number;
  userName: string;
  /** Whether this machine has an IPv6 loopback address. */
  hasIpv6: boolean;
  /** Whether any user may make namespaces. */
  hasNamespaces: boolean;
  /** Whether the services of the user run while nobody is logged in. */
  lingers: boolean;
}

/**
 * @throws UsageError where there is no service that this program knows to make
 */
export function serviceKind(
  { system = false }: { system?: boolean },
  platform = process.platform,
): ServiceKind {
  if (platform === 'linux') return system ? 'system' : 'user';
  if (platform !== 'darwin')
    throw new UsageError(
      'A service is made for systemd on Linux and for launchd on macOS. Elsewhere run `tempo-tui serve` by what starts services there.',
    );
  if (system)
    throw new UsageError('--system goes with systemd. On macOS the service is an agent of the user.');
  return 'agent';
}

export function readSurroundings(env: NodeJS.ProcessEnv = process.env): Surroundings {
  const { uid, username } = userInfo();
  return {
    env,
    home: env.HOME || homedir(),
    uid,
    userName: username,
    hasIpv6: Object.values(networkInterfaces()).some((each) =>
      each?.some(({ address }) => address === '::1'),
    ),
    hasNamespaces: mayMakeNamespaces(setting),
    lingers: existsSync(`/var/lib/systemd/linger/${username}`),
  };
}

/**
 * Whether a systemd runs here that could have a service of a kind, whether or not it can be asked from here: it leaves
 * its socket beside the user (user@.service(5)), and a folder for the system (sd_booted(3)).
 */
export function hasSystemd(kind: ServiceKind, { env, uid }: Pick<Surroundings, 'env' | 'uid'>): boolean {
  if (kind === 'system') return existsSync('/run/systemd/system');
  const folders = [`/run/user/${uid}`, ...(env.XDG_RUNTIME_DIR ? [env.XDG_RUNTIME_DIR] : [])];
  return folders.some((folder) => existsSync(join(folder, 'systemd', 'private')));
}

/**
 * Whether the system lets any user make namespaces, by its settings: some forbid it, and Ubuntu lets them be made but used
 * for nothing.
 *
 * @param read gives the text of a setting below /proc/sys, or nothing where there is no such
 */
export function mayMakeNamespaces(read: (name: string) => string | undefined): boolean {
  return (
    read('kernel/unprivileged_userns_clone') !== '0' &&
    read('user/max_user_namespaces') !== '0' &&
    (read('kernel/apparmor_restrict_unprivileged_userns') ?? '0') === '0'
  );
}

function setting(name: string): string | undefined {
  try {
    return readFileSync(`/proc/sys/${name}`, 'utf8').trim();
  } catch {
    return undefined;
  }
}
