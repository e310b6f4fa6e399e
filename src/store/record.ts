import { crc32 } from 'node:zlib';
import type { StoredEvent } from '../event.ts';

/** The version this program writes. */
export const RECORD_VERSION = 1;

/** What a record begins with; used to find one again inside a damaged stretch. */
export const RECORD_START = Buffer.from(`{"v":${RECORD_VERSION},"seq":`);

const CRC_PREFIX = ',"crc":"';
/** `,"crc":"` + 8 hex digits + `"}` */
const TRAILER_LENGTH = CRC_PREFIX.length + 10;

/** What one line of a segment turned out to be. */
export type DecodedRecord =
  | { kind: 'event'; event: StoredEvent }
  | { kind: 'newer'; version: number }
  | { kind: 'damaged' };

/**
 * Writes an event as one line of JSON that ends in the CRC-32 of everything before it, so that the line is
 * both readable with any JSON tool and checkable.
 */
export function encodeRecord({ seq, receivedAt, ...event }: StoredEvent): Buffer {
  const head = JSON.stringify({ v: RECORD_VERSION, seq, receivedAt }).slice(0, -1);
  const body = `${head},"event":${JSON.stringify(event)}`;
  return Buffer.from(`${body}${CRC_PREFIX}${checksum(body)}"}\n`);
}

/** Reads a line (without its line break) back. Never throws: what cannot be trusted is `damaged`. */
export function decodeRecord(line: Buffer): DecodedRecord {
  const version = versionOf(line);
  if (version > RECORD_VERSION) return { kind: 'newer', version };
  const split = line.length - TRAILER_LENGTH;
  if (split <= 0) return { kind: 'damaged' };
  const trailer = line.toString('latin1', split);
  // Before the checksum: a search through a damaged megabyte tries many ends.
  if (!trailer.startsWith(CRC_PREFIX)) return { kind: 'damaged' };
  const body = line.subarray(0, split);
  if (trailer !== `${CRC_PREFIX}${checksum(body)}"}`) return { kind: 'damaged' };
  try {
    const { seq, receivedAt, event } = JSON.parse(line.toString('utf8'));
    return { kind: 'event', event: Object.assign(event, { seq, receivedAt }) };
  } catch {
    return { kind: 'damaged' };
  }
}

/** The version at the beginning of a line; 0 where there is none. */
function versionOf(line: Buffer): number {
  if (line.length > RECORD_START.length && RECORD_START.compare(line, 0, RECORD_START.length) === 0)
    return RECORD_VERSION;
  const version = /^\{"v":(\d{1,9})[,}]/.exec(line.toString('latin1', 0, 16));
  return version ? Number(version[1]) : 0;
}

/** Text counts as its bytes in UTF-8. */
function checksum(body: Buffer | string): string {
  return crc32(body).toString(16).padStart(8, '0');
}
