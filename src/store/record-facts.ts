import { crc32 } from 'node:zlib';
import type { Marker, Marks } from './event-table.ts';
import type { FactsRow } from './facts-row.ts';
import { checksOut } from './record.ts';

/** How much of the fingerprint of the scores stands in a record. */
const TAG = 12;
/** Within so many bytes all of this stands, or else the record is read whole. */
const HEAD = 320;
/** Texts of printable ASCII alone: what stands otherwise in JSON is read with the rest of the record. */
const TEXT = '[ !#-\\[\\]-~]*';
const FACTS = new RegExp(
  `^\\{"v":2,"seq":(\\d+),"time":(\\d+),"received":(\\d+),"mark":"(\\w{${TAG}}) (\\d)(?: (\\d+) (\\d+) (\\w+))?"` +
    `,"provider":"(${TEXT})","id":"(${TEXT})","event":`,
);

/** What the scores say of an event, as its record bears it: believed while the scores are the same. */
export function markText(marker: Marker, { level, subject }: Marks): string {
  const mark = `${marker.fingerprint.slice(0, TAG)} ${level}`;
  if (subject === 0) return mark;
  const { high, low, windowMs } = marker.identityOf(subject);
  return `${mark} ${high} ${low} ${windowMs}`;
}

/**
 * Reads the facts of an event without an `externalID` from a line, if it is sound and bears what the scores of today
 * say; undefined for any other.
 */
export function readFacts(line: Buffer, marker: Marker): FactsRow | undefined {
  const found = FACTS.exec(line.toString('latin1', 0, HEAD));
  if (!found || !marker.fingerprint.startsWith(found[4]!) || !checksOut(line)) return undefined;
  const alone = found[6] === undefined;
  return {
    time: Number(found[2]),
    seq: Number(found[1]),
    received: Math.floor(Number(found[3]) / 1000),
    provider: found[9]!,
    level: Number(found[5]),
    subject: alone ? 0 : marker.subjectOf(Number(found[6]), Number(found[7]), Number(found[8])),
    idHash: crc32(found[10]!),
    external: false,
  };
}
