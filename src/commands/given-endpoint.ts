import { isIPv4, isIPv6 } from 'node:net';
import { UsageError } from '../config.ts';
import { safeText } from '../safe-text.ts';
import { checkUrl } from '../score/url-policy.ts';
import { endpointAt, type Scheme } from './addresses.ts';

const EVERYWHERE: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/**
 * Where senders post to, as `--host` of the set-up says; undefined for `0.0.0.0` and `::`, which are where one listens
 * and not where anybody is reached.
 *
 * @throws UsageError for what is no address
 */
export function givenEndpoint(host: string, port: number, scheme?: Scheme): string | undefined {
  const text = host.trim();
  if (EVERYWHERE.has(text)) return undefined;
  const endpoint = endpointFrom(text, port, scheme);
  if (endpoint !== undefined) return endpoint;
  throw new UsageError(
    `--host of setup takes where senders reach the receiver, and "${safeText(host, 80)}" is no such place: ` +
      'a name, an address, HOST:PORT, or a whole URL such as https://mon.lan/ingest.',
  );
}

/**
 * The endpoint that a name, an address, either with a port, or a whole URL stands for; undefined where it is none.
 *
 * @param port where none is written
 * @param scheme that of this receiver, where no URL is written; http by default
 */
export function endpointFrom(text: string, port: number, scheme?: Scheme): string | undefined {
  if (/^https?:\/\//i.test(text)) return endpointOfUrl(text);
  if (isPlainIPv6(text)) return endpointAt(text, port, scheme);
  const parts = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text);
  if (!parts) return undefined;
  const [, bracketed, name = '', written] = parts;
  const number = written === undefined ? port : Number(written);
  if (number < 1 || number > 65_535) return undefined;
  if (bracketed !== undefined)
    return isPlainIPv6(bracketed) ? endpointAt(bracketed, number, scheme) : undefined;
  return isIPv4(name) || isName(name) ? endpointAt(name, number, scheme) : undefined;
}

/** Without a zone, which is of one machine alone. */
function isPlainIPv6(text: string): boolean {
  return isIPv6(text) && !text.includes('%');
}

/** A number alone would be read as an address. */
function isName(text: string): boolean {
  return /^[a-z\d_]([\w.-]*\w)?\.?$/i.test(text) && /[a-z]/i.test(text) && URL.canParse(`http://${text}`);
}

function endpointOfUrl(text: string): string | undefined {
  const checked = checkUrl(text);
  if ('reason' in checked || /[?#]/.test(text)) return undefined;
  return checked.url.pathname === '/' ? `${text.replace(/\/+$/, '')}/ingest` : text;
}
