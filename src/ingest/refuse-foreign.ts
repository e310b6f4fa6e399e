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

/** @throws Refusal 415 for a body that is not JSON, or is compressed */
export function requireJson({ headers }: IncomingMessage): void {
  const type = (headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
  if (type !== 'application/json') throw new Refusal(415, 'The content type must be application/json.');
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') throw new Refusal(415, 'Compressed bodies are not read.');
}
