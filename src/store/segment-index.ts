import { readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import type { Recorded } from './event-log.ts';
import { type Marker, receivedSeconds } from './event-table.ts';
import { segmentNumber } from './scan.ts';

/** Changes with the format below and with what is read from a record. */
const FORMAT = 1;
const MAGIC = Buffer.from('tempo-tui segment index\n');
/** Of a column, in bytes: the doubles come first, so that every column begins where its type may. */
const WIDTHS = {
  time: 8,
  seq: 8,
  offset: 4,
  length: 4,
  received: 4,
  subject: 4,
  idHash: 4,
  provider: 2,
  level: 1,
  external: 1,
};
const HEAD_START = '{"format":';
const ROW = Object.values(WIDTHS).reduce((sum, width) => sum + width, 0);

/** The facts of the events of a segment that changes no more, column by column. */
export interface SegmentFacts {
  count: number;
  time: Float64Array;
  seq: Float64Array;
  offset: Uint32Array;
  length: Uint32Array;
  /** Seconds since the epoch. */
  received: Uint32Array;
  /** Places in `subjects`; 0 stands alone. */
  subject: Uint32Array;
  /** CRC-32 of the id. */
  idHash: Uint32Array;
  /** Places in `providers`. */
  provider: Uint16Array;
  level: Uint8Array;
  /** 1 where there is an `externalID`. */
  external: Uint8Array;
  subjects: string[];
  providers: string[];
}

interface Head {
  format: number;
  fingerprint: string;
  size: string;
  mtime: string;
  crc: number;
  count: number;
  subjects: string[];
  providers: string[];
}

/** Where the index of a segment lies. */
export function indexPath(segment: string): string {
  return segment.replace(/\.jsonl$/, '.index');
}

/** Takes down what a scan of a whole segment found. */
export class SegmentIndexWriter {
  readonly #marker: Marker;
  readonly #columns: Record<keyof typeof WIDTHS, number[]> = {
    time: [],
    seq: [],
    offset: [],
    length: [],
    received: [],
    subject: [],
    idHash: [],
    provider: [],
    level: [],
    external: [],
  };
  readonly #subjects = new Map<number, number>([[0, 0]]);
  readonly #names: string[] = [''];
  readonly #providers: string[] = [];

  constructor(marker: Marker) {
    this.#marker = marker;
  }

  add({ event, place }: Recorded, { level, subject }: { level: number; subject: number }): void {
    let local = this.#subjects.get(subject);
    if (local === undefined) {
      local = this.#names.push(this.#marker.nameOf(subject)) - 1;
      this.#subjects.set(subject, local);
    }
    const known = this.#providers.indexOf(event.providerIdentifier);
    const provider = known === -1 ? this.#providers.push(event.providerIdentifier) - 1 : known;
    const taken = this.#columns;
    taken.time.push(event.time);
    taken.seq.push(event.seq);
    taken.offset.push(place.offset);
    taken.length.push(place.length);
    taken.received.push(receivedSeconds(event));
    taken.subject.push(local);
    taken.idHash.push(crc32(event.id));
    taken.provider.push(provider);
    taken.level.push(level);
    taken.external.push(event.externalID === undefined ? 0 : 1);
  }

  /** Writes the index beside its segment. It can be made again at any time, so that nothing waits for the disk. */
  async write(segment: string): Promise<void> {
    const count = this.#columns.time.length;
    const bytes = Buffer.from(new ArrayBuffer(count * ROW));
    const facts = columns(bytes, count);
    for (const name of Object.keys(WIDTHS) as (keyof typeof WIDTHS)[]) {
      facts[name].set(this.#columns[name]);
      await nextTurn();
    }
    const head: Head = {
      format: FORMAT,
      fingerprint: this.#marker.fingerprint,
      ...(await identity(segment)),
      crc: crc32(bytes),
      count,
      subjects: this.#names,
      providers: this.#providers,
    };
    const tail = Buffer.from(`${JSON.stringify(head)}\n`);
    await nextTurn();
    const path = indexPath(segment);
    await writeFile(`${path}.tmp`, [MAGIC, bytes, tail], {
      mode: 0o600,
    });
    await rename(`${path}.tmp`, path);
  }
}

/** The index of a segment; undefined where there is none that fits the segment and the scores of today. */
export async function readSegmentIndex(
  segment: string,
  fingerprint: string,
): Promise<SegmentFacts | undefined> {
  try {
    const file = await readFile(indexPath(segment));
    const head = headOf(file, fingerprint);
    if (!head) return undefined;
    const { size, mtime } = await identity(segment);
    await nextTurn();
    if (head.size !== size || head.mtime !== mtime) return undefined;
    // A copy of its own: a column of eight bytes must begin at a multiple of them.
    const bytes = Buffer.from(new ArrayBuffer(head.count * ROW));
    file.copy(bytes, 0, MAGIC.length, MAGIC.length + bytes.length);
    if (crc32(bytes) !== head.crc) return undefined;
    return {
      ...columns(bytes, head.count),
      count: head.count,
      subjects: head.subjects,
      providers: head.providers,
    };
  } catch {
    return undefined;
  }
}

/** A segment is about to change or to go. */
export async function removeSegmentIndex(segment: string): Promise<void> {
  await unlink(indexPath(segment)).catch(() => {});
}

/** The head stands at the end, behind columns that may hold any byte; its length is told by the count in it. */
function headOf(file: Buffer, fingerprint: string): Head | undefined {
  if (!file.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const from = file.lastIndexOf(HEAD_START);
  if (from === -1) return undefined;
  const head = JSON.parse(file.toString('utf8', from)) as Head;
  const fits =
    head.format === FORMAT && head.fingerprint === fingerprint && from === MAGIC.length + head.count * ROW;
  return fits ? head : undefined;
}

async function identity(segment: string): Promise<{ size: string; mtime: string }> {
  const { size, mtimeNs } = await stat(segment, { bigint: true });
  return { size: String(size), mtime: `${segmentNumber(segment)} ${mtimeNs}` };
}

function columns(bytes: Buffer, count: number) {
  let at = bytes.byteOffset;
  const next = (width: number): number => {
    const from = at;
    at += width * count;
    return from;
  };
  return {
    time: new Float64Array(bytes.buffer, next(WIDTHS.time), count),
    seq: new Float64Array(bytes.buffer, next(WIDTHS.seq), count),
    offset: new Uint32Array(bytes.buffer, next(WIDTHS.offset), count),
    length: new Uint32Array(bytes.buffer, next(WIDTHS.length), count),
    received: new Uint32Array(bytes.buffer, next(WIDTHS.received), count),
    subject: new Uint32Array(bytes.buffer, next(WIDTHS.subject), count),
    idHash: new Uint32Array(bytes.buffer, next(WIDTHS.idHash), count),
    provider: new Uint16Array(bytes.buffer, next(WIDTHS.provider), count),
    level: new Uint8Array(bytes.buffer, next(WIDTHS.level), count),
    external: new Uint8Array(bytes.buffer, next(WIDTHS.external), count),
  };
}
