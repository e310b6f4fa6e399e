import { crc32 } from 'node:zlib';
import type { StoredEvent, Triage } from '../event.ts';
import { isoOf, msOfIso } from './iso-time.ts';

/** The version this program writes; it reads those before it too. */
export const RECORD_VERSION = 2;

const VERSION_PREFIX = Buffer.from('{"v":');
const AFTER_VERSION = Buffer.from(',"seq":');
const DIGIT_ZERO = 0x30;
const CRC_PREFIX = Buffer.from(',"crc":"');
/** `,"crc":"` + 8 hex digits + `"}` */
const TRAILER_LENGTH = CRC_PREFIX.length + 10;
const HEX_DIGITS = [...Buffer.from('0123456789abcdef')];

/** What one line of a segment turned out to be. */
export type DecodedRecord =
  | { kind: 'event'; event: StoredEvent }
  | { kind: 'newer'; version: number }
  | { kind: 'damaged' };

/** Version 1: everything as it is in the event. */
interface FirstRecord {
  v: 1;
  seq: number;
  receivedAt: string;
  event: StoredEvent;
}

/**
 * Version 2: what decides where an event stands comes first, so that it is found without reading the rest (see
 * {@link readFacts}), and no time is written twice.
 */
interface SecondRecord {
  v: 2;
  seq: number;
  /** Milliseconds since the epoch. */
  time: number;
  received: number;
  /** What the scores say of it: see {@link markText}. */
  mark?: string;
  provider: string;
  id: string;
  externalID?: string;
  /** What became of it as it arrived. */
  triage?: Triage;
  /** All else; a `startDate` that says no more than the time is left out. */
  event: StoredEvent;
}

/**
 * Writes an event as one line of JSON that ends in the CRC-32 of everything before it, so that the line is
 * both readable with any JSON tool and checkable.
 *
 * @param mark what the scores of today say of it: see {@link markText}
 */
export function encodeRecord(event: StoredEvent, mark: string): Buffer {
  const { seq, receivedAt, time, startDate, providerIdentifier, id, externalID, triage, ...others } = event;
  const received = msOfIso(receivedAt);
  const rest: Partial<StoredEvent> = others;
  if (msOfIso(startDate) !== time) rest.startDate = startDate;
  // Stands for itself, and is not read without the event then.
  if (received === undefined) rest.receivedAt = receivedAt;
  const known = received === undefined ? '' : `,"mark":"${mark}"`;
  const external = externalID === undefined ? '' : `,"externalID":${JSON.stringify(externalID)}`;
  const arrived = triage === undefined ? '' : `,"triage":"${triage}"`;
  const body =
    `{"v":${RECORD_VERSION},"seq":${seq},"time":${JSON.stringify(time)},"received":${received ?? 0}${known}` +
    `,"provider":${JSON.stringify(providerIdentifier)},"id":${JSON.stringify(id)}${external}${arrived}` +
    `,"event":${JSON.stringify(rest)}`;
  return Buffer.from(`${body},"crc":"${checksum(body)}"}\n`);
}

/** Reads a line (without its line break) back. Never throws: what cannot be trusted is `damaged`. */
export function decodeRecord(line: Buffer): DecodedRecord {
  const version = versionOf(line);
  if (version > RECORD_VERSION) return { kind: 'newer', version };
  if (!checksOut(line)) return { kind: 'damaged' };
  try {
    const record = JSON.parse(line.toString('utf8')) as FirstRecord | SecondRecord;
    return { kind: 'event', event: record.v === 2 ? eventOfSecond(record) : eventOfFirst(record) };
  } catch {
    return { kind: 'damaged' };
  }
}

/** Whether a line ends in the checksum of what is before it. */
export function checksOut(line: Buffer): boolean {
  const split = line.length - TRAILER_LENGTH;
  if (split <= 0) return false;
  // Before the checksum: a search through a damaged megabyte tries many ends.
  const expected = checksumAt(line, split);
  return expected !== undefined && crc32(line.subarray(0, split)) === expected;
}

/** Whether a record of a version that this program reads begins at a place; used to find one in a damaged stretch. */
export function isRecordStart(bytes: Buffer, at: number): boolean {
  const version = (bytes[at + VERSION_PREFIX.length] ?? 0) - DIGIT_ZERO;
  return (
    version >= 1 &&
    version <= RECORD_VERSION &&
    holds(bytes, at, VERSION_PREFIX) &&
    holds(bytes, at + VERSION_PREFIX.length + 1, AFTER_VERSION)
  );
}

/** The next place from one on at which a record begins; -1 where none does. */
export function nextRecordStart(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(VERSION_PREFIX, from);
  while (at !== -1 && !isRecordStart(bytes, at)) at = bytes.indexOf(VERSION_PREFIX, at + 1);
  return at;
}

function eventOfFirst({ seq, receivedAt, event }: FirstRecord): StoredEvent {
  return Object.assign(event, { seq, receivedAt });
}

function eventOfSecond(record: SecondRecord): StoredEvent {
  const { seq, time, received, provider, id, externalID, triage, event } = record;
  const startDate = event.startDate ?? isoOf(time);
  const receivedAt = event.receivedAt ?? isoOf(received);
  const external = externalID === undefined ? undefined : { externalID };
  const arrived = triage === undefined ? undefined : { triage };
  return Object.assign(
    event,
    { providerIdentifier: provider, startDate, time, id, seq, receivedAt },
    external,
    arrived,
  );
}

/** The version at the beginning of a line; 0 where there is none. */
function versionOf(line: Buffer): number {
  if (isRecordStart(line, 0)) return line[VERSION_PREFIX.length]! - DIGIT_ZERO;
  const version = /^\{"v":(\d{1,9})[,}]/.exec(line.toString('latin1', 0, 16));
  return version ? Number(version[1]) : 0;
}

/** The checksum of a trailer that begins at a place; undefined where none does. */
function checksumAt(line: Buffer, split: number): number | undefined {
  if (!holds(line, split, CRC_PREFIX)) return undefined;
  if (line[line.length - 2] !== 0x22 || line[line.length - 1] !== 0x7d) return undefined;
  const digits = split + CRC_PREFIX.length;
  let sum = 0;
  for (let at = digits; at < digits + 8; at += 1) {
    const digit = HEX_DIGITS.indexOf(line[at]!);
    if (digit === -1) return undefined;
    sum = sum * 16 + digit;
  }
  return sum;
}

function holds(bytes: Buffer, from: number, wanted: Buffer): boolean {
  for (let at = 0; at < wanted.length; at += 1) if (bytes[from + at] !== wanted[at]) return false;
  return true;
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
