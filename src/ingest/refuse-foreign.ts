import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';

/**
 * A page in a browser may reach the loopback address; no page has business here.
 *
 * @throws Refusal 403
 */
export function refuseBrowsers({ headers }: IncomingMessage): void {
  const site = headers['sec-fetch-site'];
  if (headers.origin === undefined && (site === undefined || site === 'none')) return;
  throw new Refusal(403, 'Requests from browser pages are refused.');
}

/**
 * What calls itself HTTP and is not as that is spoken here: a version that frames its requests otherwise, or a request of
 * HTTP/1.1 that names no host.
 *
 * @throws Refusal 400
 */
export function refuseOtherHttp({ httpVersion, headers }: IncomingMessage): void {
  if (httpVersion !== '1.1' && httpVersion !== '1.0')
    throw new Refusal(400, 'The request is not in HTTP/1.1.', { headers: { connection: 'close' } });
  if (httpVersion === '1.1' && headers.host === undefined)
    throw new Refusal(400, 'The request names no host, which HTTP/1.1 asks for.');
}

/** @throws Refusal 415 for a body that is not JSON, or is compressed */
export function requireJson({ headers }: IncomingMessage): void {
  const type = (headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
  if (type !== 'application/json') throw new Refusal(415, 'The content type must be application/json.');
  const encoding = headers['content-encoding'] ?? 'identity';
  // Of what is packed for the way alone, the chunks are taken apart, and the rest is left as it is.
  const transfer = headers['transfer-encoding'] ?? 'chunked';
  if (encoding.toLowerCase() !== 'identity' || transfer.toLowerCase() !== 'chunked')
    throw new Refusal(415, 'Compressed bodies are not read.');
}
