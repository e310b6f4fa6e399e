import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { domainToASCII } from 'node:url';
import { UsageError } from '../../config.ts';
import { safeText } from '../../safe-text.ts';
import { reachableNames } from '../addresses.ts';

const LOOPBACK = ['localhost', '127.0.0.1', '::1'];
const HOST_NAME = /^(?=.{1,253}$)[a-z\d_]([\w-]{0,61}[a-z\d_])?(\.[a-z\d_]([\w-]{0,61}[a-z\d_])?)*$/i;

/**
 * The names and addresses that a certificate of this machine is for: those given, its own name, also in the form that
 * mDNS has, its addresses on the LAN, and loopback.
 *
 * @throws UsageError for what is no name and no address
 */
export function ownHosts(
  given: readonly string[],
  name = hostname(),
  reachable = reachableNames(),
): string[] {
  const [short = ''] = name.split('.');
  const own = [name, short, `${short}.local`].filter((each) => HOST_NAME.test(each));
  const addresses = reachable.filter((each) => isIP(each) !== 0);
  return [...new Set([...given.map(hostFrom), ...own, ...addresses, ...LOOPBACK])];
}

function hostFrom(text: string): string {
  const host = text
    .trim()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
  if (isIP(host) !== 0 && !host.includes('%')) return host;
  const ascii = domainToASCII(host);
  if (HOST_NAME.test(ascii) && /[a-z]/i.test(ascii)) return ascii;
  throw new UsageError(
    `--name takes a host name or an address, such as mon.lan, and "${safeText(text, 80)}" is neither. A URL has more than that: leave out https:// and the port.`,
  );
}
