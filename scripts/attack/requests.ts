import type { Arena } from './case.ts';

/** Stands in everything the suite sends, and in no answer. */
export const MARK = 'Zq7xEcho';

/** A request, good in everything that is not said. */
export interface Sent {
  method?: string;
  target?: string;
  version?: string;
  /** By lower-case name; undefined leaves a header out. */
  headers?: Readonly<Record<string, string | undefined>>;
  /** Further header lines, as they are, without their line ends. */
  lines?: readonly string[];
  body?: string | Buffer;
  /** The body in chunks of so many bytes instead of with its length. */
  chunks?: number;
}

let count = 0;

/** A title that no other event has. */
export function newTitle(): string {
  count += 1;
  return `${MARK} ${count}`;
}

/** The JSON of a good event, with these fields beside or instead of its own. */
export function event(fields: object = {}): string {
  return JSON.stringify({ title: newTitle(), providerIdentifier: 'com.proxmox', ...fields });
}

/** A request as bytes; without a body of its own it brings a good event, but for GET and its like. */
export function bytesOf(sent: Sent, { host, port, token }: Pick<Arena, 'host' | 'port' | 'token'>): Buffer {
  const {
    method = 'POST',
    target = '/ingest',
    version = 'HTTP/1.1',
    headers = {},
    lines = [],
    chunks,
  } = sent;
  const body = Buffer.from(sent.body ?? (/^(GET|HEAD|OPTIONS|TRACE|CONNECT)$/.test(method) ? '' : event()));
  const framing =
    chunks === undefined
      ? { 'content-length': body.length > 0 || method === 'POST' ? String(body.length) : undefined }
      : { 'transfer-encoding': 'chunked' };
  const all = {
    host: `${host}:${port}`,
    'content-type': 'application/json',
    'x-tempo-token': token,
    ...framing,
    ...headers,
  };
  const head = [
    `${method} ${target} ${version}`,
    ...Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`])),
    ...lines,
  ];
  return Buffer.concat([
    Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'utf8'),
    chunks === undefined ? body : inChunks(body, chunks),
  ]);
}

/** A body in chunks of so many bytes, and its end. */
export function inChunks(body: Buffer, size: number): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; at += size) {
    const chunk = body.subarray(at, at + size);
    parts.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n'));
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
}
