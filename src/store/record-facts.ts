import { crc32 } from 'node:zlib';
import type { FactsRow } from './facts-row.ts';
import type { Marker, Marks } from './marker.ts';
import { checksOut } from './record.ts';

/** How much of the fingerprint of the scores stands in a record. */
const TAG = 12;
/** Within so many bytes all of this stands, or else the record is read whole. */
const HEAD = 320;
/** Texts of printable ASCII alone: what stands otherwise in JSON is read with the rest of the record. */
const TEXT = '[ !#-\\[\\]-~]*';
const FACTS = new RegExp(
  `^\\{"v":2,"seq":(\\d+),"time":(\\d+),"received":(\\d+),"mark":"(\\w{${TAG}}) (\\d) (\\d+)(?: (\\d+) (\\d+) ([-.\\w]+))?"` +
    `,"provider":"(${TEXT})","id":"(${TEXT})","event":`,
);

/** What the scores say of an event, as its record bears it: believed while the scores are the same. */
export function markText(marker: Marker, { level, subject, role }: Marks): string {
  const mark = `${marker.fingerprint.slice(0, TAG)} ${level} ${role}`;
  if (subject === 0) return mark;
  const { high, low, cut } = marker.identityOf(subject);
  return `${mark} ${high} ${low} ${cut}`;
}

/**
 * Reads the facts of an event from a line, unless it must be read whole, if the line is sound and bears what the scores of today
 * say; undefined for any other.
 */
export function readFacts(line: Buffer, marker: Marker): FactsRow | undefined {
  const found = FACTS.exec(line.toString('latin1', 0, HEAD));
  if (!found || !marker.fingerprint.startsWith(found[4]!) || !checksOut(line)) return undefined;
  const [seq, time, received] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const provider = found[10]!;
  const subject = found[7] && { high: Number(found[7]), low: Number(found[8]), cut: Number(found[9]) };
  return {
    time,
    seq,
    received: Math.floor(received / 1000),
    provider,
    level: Number(found[5]),
    role: Number(found[6]),
    subject: subject ? marker.subjectOf(subject, provider) : 0,
    idHash: crc32(found[11]!),
    special: false,
  };
}

/**
 * The `seq` of a record in a line whose beginning says that its event has no other versions, and that nothing became of
 * it as it arrived; undefined for any other. The line may be damaged behind that.
 */
export function plainSeq(line: Buffer): number | undefined {
  const found = FACTS.exec(line.toString('latin1', 0, HEAD));
  return found ? Number(found[1]) : undefined;
}
