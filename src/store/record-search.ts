import type { StoredEvent } from '../event.ts';
import type { EventTable } from './event-table.ts';
import { decodeRecord } from './record.ts';
import type { RecordReader } from './record-reader.ts';

/** Records this near to each other are read as one, in bytes. */
const NEAR = 16 * 1024;
/** What is read at a time, in bytes, unless a single record is larger. */
const STRETCH = 128 * 1024;

/** An event that was found, and its slot. */
export interface Found {
  slot: number;
  event: StoredEvent;
}

/**
 * Reads the events of slots whose records hold every one of some texts. Records that lie together are read together
 * and looked through as they are, without regard to case; those that fit alone are parsed.
 *
 * @param slots in any order; what holds no event any more is passed over
 * @param needles lower-case ASCII texts; none lets every record through
 * @returns what was found, a stretch at a time: between two, others may have their turn
 */
export function* searchRecords(
  table: EventTable,
  reader: RecordReader,
  slots: readonly number[],
  needles: readonly string[],
): Generator<Found[]> {
  const places = slots
    .filter((slot) => table.holds(slot))
    .map((slot) => ({ slot, ...table.place(slot) }))
    .sort((a, b) => b.segment - a.segment || a.offset - b.offset);
  for (let from = 0; from < places.length; ) {
    const first = places[from]!;
    let to = from + 1;
    let end = first.offset + first.length;
    for (; to < places.length; to += 1) {
      const next = places[to]!;
      if (next.segment !== first.segment || next.offset - end > NEAR) break;
      if (next.offset + next.length - first.offset > STRETCH) break;
      end = next.offset + next.length;
    }
    const bytes = reader.readBytes({ ...first, length: end - first.offset });
    yield bytes ? foundIn(bytes, first.offset, places.slice(from, to), table, needles) : [];
    from = to;
  }
}

function foundIn(
  bytes: Buffer,
  start: number,
  places: readonly { slot: number; offset: number; length: number }[],
  table: EventTable,
  needles: readonly string[],
): Found[] {
  // A byte is a character here, so that places in the text are places in the file.
  const text = needles.length === 0 ? '' : bytes.toString('latin1').toLowerCase();
  const nexts = needles.map(() => -1);
  const found: Found[] = [];
  for (const { slot, offset, length } of places) {
    const from = offset - start;
    const isIn = needles.every((needle, at) => {
      if (nexts[at]! < from) nexts[at] = indexOrEnd(text, needle, from);
      return nexts[at]! + needle.length <= from + length;
    });
    if (!isIn) continue;
    const ended = bytes[from + length - 1] === 0x0a;
    const decoded = decodeRecord(bytes.subarray(from, from + length - (ended ? 1 : 0)));
    if (decoded.kind === 'event' && decoded.event.seq === table.seq(slot))
      found.push({ slot, event: decoded.event });
  }
  return found;
}

function indexOrEnd(text: string, needle: string, from: number): number {
  const at = text.indexOf(needle, from);
  return at === -1 ? Number.POSITIVE_INFINITY : at;
}
