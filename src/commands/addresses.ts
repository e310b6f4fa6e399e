import { isIP } from 'node:net';
import { type NetworkInterfaceInfo, networkInterfaces, hostname as systemName } from 'node:os';
import type { Certificate } from '../ingest/tls/certificate.ts';

/** Bridges and the like of containers and virtual machines: no host on the LAN reaches this machine there. */
const VIRTUAL = /^(docker|podman|cni|br-|veth|virbr|vnet|lxc|lxd|utun|awdl|llw)/;
const LOOPBACK = /^(127\.|::1$|localhost$)/;

export type Scheme = 'http' | 'https';

/** Where senders reach a receiver, from this machine and from the LAN. */
export interface Reach {
  endpoint: string;
  /** While only this machine gets in, what it will be once it is opened. */
  lanEndpoint: string;
  loopbackOnly: boolean;
}

/** What a certificate is for: senders reach a receiver at no other name. */
export type Named = Pick<Certificate, 'names' | 'covers'>;

/**
 * @param host the address that is listened on; absent: loopback
 * @param named the certificate that is spoken HTTPS with; absent: plain HTTP
 */
export function reach(host: string | undefined, port: number, named?: Named): Reach {
  const [lan = '127.0.0.1'] = trustedNames(reachableNames(), named);
  const address = host === undefined ? '127.0.0.1' : isEverywhere(host) ? lan : host;
  const loopbackOnly = LOOPBACK.test(address);
  const scheme = named ? 'https' : 'http';
  return {
    endpoint: endpointAt(address, port, scheme),
    lanEndpoint: endpointAt(loopbackOnly ? lan : address, port, scheme),
    loopbackOnly,
  };
}

/** Every address senders on the LAN may reach a receiver at, the likeliest first; where it is one alone, that. */
export function lanEndpoints(host: string | undefined, port: number, named?: Named): string[] {
  const one = host !== undefined && !isEverywhere(host) && !LOOPBACK.test(host);
  const names = trustedNames(one ? [host] : reachableNames(), named);
  const scheme = named ? 'https' : 'http';
  return (names.length === 0 ? ['127.0.0.1'] : names).map((name) => endpointAt(name, port, scheme));
}

/**
 * Of some names those that a certificate is for, and behind them the other names that it is for itself. Where that is
 * none, the names as they are: the address is right, and whoever refuses it says why.
 */
export function trustedNames(names: readonly string[], named: Named | undefined): readonly string[] {
  if (!named) return names;
  const covered = names.filter((name) => named.covers(name));
  const more = named.names.filter(
    (name) => !covered.includes(name) && !LOOPBACK.test(name) && !name.startsWith('*') && isIP(name) === 0,
  );
  return covered.length + more.length === 0 ? names : [...covered, ...more];
}

/**
 * The addresses of this machine on the LAN and its name, the likeliest first. Whether the name can be resolved by
 * others is not known here.
 */
export function reachableNames(
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces(),
  name: string = systemName(),
): string[] {
  const all = Object.entries(interfaces).flatMap(([card, addresses = []]) =>
    addresses
      .filter(({ internal, address }) => !internal && !/^(fe80|169\.254\.)/i.test(address))
      .map(({ address, family }) => ({ address, isVirtual: VIRTUAL.test(card), isOld: family === 'IPv4' })),
  );
  const where = (isVirtual: boolean, isOld: boolean) =>
    all.filter((each) => each.isVirtual === isVirtual && each.isOld === isOld).map(({ address }) => address);
  const names = /^[\w.-]+$/.test(name) && !LOOPBACK.test(name) ? [name] : [];
  return [...where(false, true), ...names, ...where(false, false), ...where(true, true)];
}

function isEverywhere(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

export function endpointAt(address: string, port: number, scheme: Scheme = 'http'): string {
  return `${scheme}://${address.includes(':') ? `[${address}]` : address}:${port}/ingest`;
}
