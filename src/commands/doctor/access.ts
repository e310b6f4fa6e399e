import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { type Settings, UsageError } from '../../config.ts';
import { ANY, type Networks, networksFrom, PRIVATE_NETWORKS } from '../../ingest/networks.ts';
import { type Check, failure, ok, warning } from './check.ts';
import type { OwnCommand } from './own-command.ts';

/**
 * Who may connect by these settings, and whether the neighbours of this machine may.
 *
 * @param open the addresses of this machine on the LAN at which it is reached, or would be
 */
export function judgeAccess(
  { allow, open }: Pick<Settings, 'allow'> & { open: readonly string[] },
  command: OwnCommand,
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces(),
): Check {
  let networks: Networks;
  try {
    networks = networksFrom(allow, '--allow');
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return failure('access', error.message, 'tempo-tui will not start before that is mended');
  }
  if (allow.includes(ANY)) return ok('access', 'any address may connect; the token decides alone');
  const told = `this machine, and ${allow.map(nameOf).join(', ')}, may connect; others get 403`;
  const left = ownNetworks(interfaces).filter(
    ({ address }) => open.includes(address) && !networks.has(address),
  );
  if (left.length === 0) return ok('access', told);
  const cidrs = left.map(({ cidr }) => cidr);
  return warning(
    'access',
    `${told}; the network of this machine, ${cidrs.join(', ')}, is not among them`,
    `where senders are in there: ${command('--host', '0.0.0.0', '--allow', [...allow, ...cidrs].join(','))}`,
  );
}

function nameOf(text: string): string {
  return text === PRIVATE_NETWORKS
    ? 'private networks (10.x, 172.16-31.x, 192.168.x, 100.64.x, fd00::, link-local)'
    : text;
}

/** The networks that this machine is in, with its own address in each. */
function ownNetworks(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): { address: string; cidr: string }[] {
  return Object.values(interfaces).flatMap((addresses = []) =>
    addresses.flatMap(({ internal, address, cidr }) =>
      internal || cidr === null ? [] : [{ address, cidr }],
    ),
  );
}
