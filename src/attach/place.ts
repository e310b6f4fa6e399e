import { DEFAULT_PORT } from '../config.ts';

/** A host with its port, also where that is the one of its scheme. */
export function placeOf({ hostname, port, protocol }: URL): string {
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
}

/**
 * Whether an address that another machine names is one to be written in a command: nothing in it means anything to a shell,
 * wherever a line of it is broken.
 */
export function isPlainUrl(url: string): boolean {
  return /^https?:\/\/[A-Za-z0-9._:[\]-]{1,260}(?:\/[A-Za-z0-9._~/-]{0,500})?$/.test(url);
}

/** What has a viewer start again at another address, or by another scheme. */
export function connectTo(url: URL, protocol = url.protocol): string {
  return `--connect ${protocol}//${url.host === url.hostname && protocol !== url.protocol ? placeOf(url) : url.host}${url.pathname.replace(/\/$/, '')}`;
}

/** That a URL without a port leads to another one than a receiver has by itself; nothing where it has one. */
export function portHint(url: URL): string {
  if (url.port !== '') return '';
  const usual = new URL(url);
  usual.port = String(DEFAULT_PORT);
  return ` That is port ${url.protocol === 'https:' ? 443 : 80}, and tempo-tui listens on ${DEFAULT_PORT} unless told otherwise: ${connectTo(usual)}`;
}

/** How a receiver is started to let an address in: this machine's, where it is seen as it is from there. */
export function allowing(from: string | undefined): string {
  return `--allow private,${isOutward(from) ? from : 'ADDRESS'}`;
}

/** Whether others may see this machine by an address. What goes by loopback has another where a tunnel leads on. */
export function isOutward(from: string | undefined): from is string {
  return from !== undefined && from !== '::1' && !from.startsWith('127.');
}
