import { crc32 } from 'node:zlib';
import type { StoredEvent } from '../event.ts';

/** The version this program writes. */
export const RECORD_VERSION = 1;

/** What a record begins with; used to find one again inside a damaged stretch. */
export const RECORD_START = Buffer.from(`{"v":${RECORD_VERSION},"seq":`);

const CRC_PREFIX = ',"crc":"';
const CRC_PREFIX_BYTES = Buffer.from(CRC_PREFIX);
const HEX_DIGITS = [...Buffer.from('0123456789abcdef')];
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
  const body = JSON.stringify({ v: RECORD_VERSION, seq, receivedAt, event }).slice(0, -1);
  return Buffer.from(`${body}${CRC_PREFIX}${checksum(Buffer.from(body))}"}\n`);
}

/** Reads a line (without its line break) back. Never throws: what cannot be trusted is `damaged`. */
export function decodeRecord(line: Buffer): DecodedRecord {
  const version = versionOf(line);
  if (version > RECORD_VERSION) return { kind: 'newer', version };
  const split = line.length - TRAILER_LENGTH;
  if (split <= 0) return { kind: 'damaged' };
  // Before the checksum: a search through a damaged megabyte tries many ends.
  const expected = checksumAt(line, split);
  if (expected === undefined || crc32(line.subarray(0, split)) !== expected) return { kind: 'damaged' };
  try {
    const { seq, receivedAt, event } = JSON.parse(line.toString('utf8'));
    return { kind: 'event', event: Object.assign(event, { seq, receivedAt }) };
  } catch {
    return { kind: 'damaged' };
  }
}

/** The version at the beginning of a line; 0 where there is none. */
function versionOf(line: Buffer): number {
  if (startsWithOwn(line)) return RECORD_VERSION;
  const version = /^\{"v":(\d{1,9})[,}]/.exec(line.toString('latin1', 0, 16));
  return version ? Number(version[1]) : 0;
}

function startsWithOwn(line: Buffer): boolean {
  for (let at = 0; at < RECORD_START.length; at += 1) if (line[at] !== RECORD_START[at]) return false;
  return true;
}

/** The checksum of a trailer that begins at a place; undefined where none does. */
function checksumAt(line: Buffer, split: number): number | undefined {
  const digits = split + CRC_PREFIX.length;
  for (let at = 0; at < CRC_PREFIX.length; at += 1)
    if (line[split + at] !== CRC_PREFIX_BYTES[at]) return undefined;
  if (line[line.length - 2] !== 0x22 || line[line.length - 1] !== 0x7d) return undefined;
  let sum = 0;
  for (let at = digits; at < digits + 8; at += 1) {
    const digit = HEX_DIGITS.indexOf(line[at]!);
    if (digit === -1) return undefined;
    sum = sum * 16 + digit;
  }
  return sum;
}

function checksum(bytes: Buffer): string {
  return crc32(bytes).toString(16).padStart(8, '0');
}
