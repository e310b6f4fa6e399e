import { BlockList, isIP } from 'node:net';
import { UsageError } from '../config.ts';
import { plainAddress } from './plain-address.ts';

/**
 * Networks that are no part of the public Internet: loopback, those of RFC 1918, link-local ones, what carriers share
 * (RFC 6598), which Tailscale and others give to the machines of a VPN, and ULA (RFC 4193).
 */
const PRIVATE = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '100.64.0.0/10',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
];

/** Stands for every address. */
export const ANY = 'any';
/** Stands for {@link PRIVATE}. */
export const PRIVATE_NETWORKS = 'private';

export interface Networks {
  /** As they were given. */
  readonly texts: readonly string[];
  has(address: string): boolean;
}

interface Network {
  address: string;
  prefix: number;
  family: 'ipv4' | 'ipv6';
}

/**
 * Networks by their texts: an address, a network such as `192.168.1.0/24`, `private` or `any`.
 *
 * @param given what the texts were given by, for the error
 * @throws UsageError naming the text that is none of these
 */
export function networksFrom(texts: readonly string[], given: string): Networks {
  const wrong = texts.find((text) => !isNetwork(text));
  if (wrong === undefined && texts.length > 0) return networksOf(texts);
  const what = wrong === undefined ? 'nothing was given' : `${JSON.stringify(wrong)} is none of these`;
  throw new UsageError(
    `${given} takes addresses and networks, such as 192.168.1.20, 10.0.0.0/8 or fd00::/8, "${PRIVATE_NETWORKS}" or "${ANY}": ${what}.`,
  );
}

/** Whether a text is one of those that {@link networksFrom} takes. */
export function isNetwork(text: string): boolean {
  return text === ANY || text === PRIVATE_NETWORKS || readNetwork(text) !== undefined;
}

/** The same for texts of which each is known to be one. */
export function networksOf(texts: readonly string[]): Networks {
  if (texts.includes(ANY)) return { texts, has: () => true };
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const text of texts.flatMap((each) => (each === PRIVATE_NETWORKS ? PRIVATE : [each]))) {
    const network = readNetwork(text);
    if (network) lists[network.family].addSubnet(network.address, network.prefix, network.family);
  }
  return {
    texts,
    has: (address) => {
      const [plain = ''] = plainAddress(address).split('%');
      const family = familyOf(plain);
      // A list of one family takes addresses of the other for its own where it has all of them.
      return family !== undefined && lists[family].check(plain, family);
    },
  };
}

function readNetwork(text: string): Network | undefined {
  const [, written = '', digits] = /^([\d.]+|[\da-f:.]+)(?:\/(\d{1,3}))?$/i.exec(text) ?? [];
  const family = familyOf(written);
  if (!family) return undefined;
  const bits = family === 'ipv4' ? 32 : 128;
  const prefix = digits === undefined ? bits : Number(digits);
  if (prefix > bits) return undefined;
  const mapped = family === 'ipv6' ? mappedIPv4(written) : undefined;
  if (mapped === undefined) return { address: written, prefix, family };
  return prefix < 96 ? undefined : { address: mapped, prefix: prefix - 96, family: 'ipv4' };
}

/** The address of IPv4 that one of IPv6 stands for, however that is written. */
function mappedIPv4(address: string): string | undefined {
  const [, high, low] =
    /^\[::ffff:([\da-f]+):([\da-f]+)\]$/.exec(new URL(`http://[${address}]`).hostname) ?? [];
  if (high === undefined || low === undefined) return undefined;
  const bits = (Number.parseInt(high, 16) << 16) | Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 0xff).join('.');
}

function familyOf(address: string): Network['family'] | undefined {
  const version = isIP(address);
  return version === 0 ? undefined : version === 4 ? 'ipv4' : 'ipv6';
}
