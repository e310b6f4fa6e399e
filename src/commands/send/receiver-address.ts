import { UsageError } from '../../config.ts';
import { checkUrl } from '../../score/url-policy.ts';

/** Paths that events are posted to. */
const EVENT_PATH = /\/(ingest|events)$/;
/** A receiver that listens on every address is reached on its own machine too. */
const EVERY_ADDRESS = new Set(['0.0.0.0', '[::]']);

/**
 * The address to post events to, from a host name or an address, either with a port or without, or from a URL.
 *
 * @param port for a host without one; a URL without one has that of its scheme
 * @param given what the text was given by, for the error
 * @throws UsageError where it is no such address, or holds a user, a password or a query
 */
export function receiverUrl(text: string, port: number, given: string): URL {
  const isUrl = text.includes('://');
  const checked = checkUrl(isUrl ? text : `http://${withPort(text, port)}`);
  const problem = 'reason' in checked ? checked.reason : unfit(checked.url);
  if (problem !== undefined || 'reason' in checked) {
    // What was given is not repeated: it may hold a password.
    const takes = `It takes a host name, an address, HOST:PORT or a URL such as http://mon.lan:${port}.`;
    throw new UsageError(`${given}: ${problem}. ${takes}`);
  }
  const { url } = checked;
  if (EVERY_ADDRESS.has(url.hostname)) url.hostname = '127.0.0.1';
  const path = url.pathname.replace(/\/+$/, '');
  url.pathname = EVENT_PATH.test(path) ? path : `${path}/ingest`;
  return url;
}

function unfit({ protocol, search, hash }: URL): string | undefined {
  if (protocol !== 'http:' && protocol !== 'https:')
    return `a receiver is reached by http:// or https://, and not by ${protocol}//`;
  return search === '' && hash === '' ? undefined : 'nothing may stand behind the path';
}

function withPort(text: string, port: number): string {
  const [host = '', ...path] = text.split('/');
  const isBareIpv6 = !host.startsWith('[') && host.split(':').length > 2;
  const authority = isBareIpv6 ? `[${host}]` : host;
  return [/:\d+$/.test(authority) ? authority : `${authority}:${port}`, ...path].join('/');
}
