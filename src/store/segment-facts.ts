import type { Place } from './event-table.ts';
import type { FactColumns } from './fact-columns.ts';
import type { FactsRow } from './facts-row.ts';
import type { Marker } from './marker.ts';
import { NameNumbers } from './name-numbers.ts';

/** The facts of the events of a segment, in the order of its records or nearly so. */
export interface SegmentFacts extends FactColumns {
  count: number;
  /** Places in `subjects`; 0 stands alone. */
  subject: Uint32Array;
  /** CRC-32 of the id. */
  idHash: Uint32Array;
  /** Places in `providers`. */
  provider: Uint32Array;
  /** 1 where the record must be read whole: see {@link FactsRow}. */
  special: Uint8Array;
  subjects: SubjectColumns;
  providers: string[];
}

/** Identities of subjects: see {@link Marker}. The first is that of no subject. */
export interface SubjectColumns {
  count: number;
  cut: Float64Array;
  high: Uint32Array;
  low: Uint32Array;
}

/** A record takes at least so many bytes, mostly. */
const RECORD_BYTES = 256;
const FEWEST = 1024;

/** Takes down the facts of a segment's records as they are read or written. */
export class SegmentFactsWriter {
  readonly #marker: Marker;
  /** Undefined once there are facts of others. */
  #fingerprint: string | undefined;
  /** By the marker's numbers. */
  readonly #subjects = new Map<number, number>([[0, 0]]);
  readonly #providers = new NameNumbers();
  readonly #facts: SegmentFacts;
  #bytes = 0;

  /** @param bytes how long the segment is, or may become */
  constructor(marker: Marker, bytes: number) {
    this.#marker = marker;
    this.#fingerprint = marker.fingerprint;
    const room = Math.max(FEWEST, Math.ceil(bytes / RECORD_BYTES));
    this.#facts = {
      count: 0,
      ...factColumns(room),
      subjects: { count: 1, ...subjectColumns(FEWEST) },
      providers: this.#providers.names,
    };
  }

  /** The scores that all of the facts are of; undefined where they have changed in between. */
  get fingerprint(): string | undefined {
    return this.#fingerprint === this.#marker.fingerprint ? this.#fingerprint : undefined;
  }

  get facts(): SegmentFacts {
    return this.#facts;
  }

  /** Bytes that the records take. */
  get bytes(): number {
    return this.#bytes;
  }

  add(row: FactsRow, place: Place): void {
    // Scores that come and go leave their facts behind.
    if (this.#fingerprint !== this.#marker.fingerprint) this.#fingerprint = undefined;
    const facts = this.#facts;
    if (facts.count === facts.time.length) Object.assign(facts, grown(facts, factColumns(facts.count * 2)));
    const at = facts.count;
    facts.count += 1;
    facts.time[at] = row.time;
    facts.seq[at] = row.seq;
    facts.offset[at] = place.offset;
    facts.length[at] = place.length;
    facts.received[at] = row.received;
    facts.subject[at] = this.#subjects.get(row.subject) ?? this.#addSubject(row.subject);
    facts.idHash[at] = row.idHash;
    facts.provider[at] = this.#providers.numberOf(row.provider);
    facts.level[at] = row.level;
    facts.role[at] = row.role;
    facts.special[at] = row.special ? 1 : 0;
    this.#bytes += place.length;
  }

  #addSubject(subject: number): number {
    const { subjects } = this.#facts;
    const local = subjects.count;
    if (local === subjects.high.length) Object.assign(subjects, grown(subjects, subjectColumns(local * 2)));
    const { high, low, cut } = this.#marker.identityOf(subject);
    subjects.high[local] = high;
    subjects.low[local] = low;
    subjects.cut[local] = cut;
    subjects.count += 1;
    this.#subjects.set(subject, local);
    return local;
  }
}

function factColumns(room: number) {
  return {
    time: new Float64Array(room),
    seq: new Float64Array(room),
    offset: new Uint32Array(room),
    length: new Uint32Array(room),
    received: new Uint32Array(room),
    subject: new Uint32Array(room),
    idHash: new Uint32Array(room),
    provider: new Uint32Array(room),
    level: new Uint8Array(room),
    role: new Uint8Array(room),
    special: new Uint8Array(room),
  };
}

function subjectColumns(room: number) {
  return { cut: new Float64Array(room), high: new Uint32Array(room), low: new Uint32Array(room) };
}

type Columns = Record<string, Float64Array | Uint32Array | Uint8Array>;

/** Larger columns with what the smaller ones hold. */
function grown<T extends object>(small: T, larger: Columns): Columns {
  for (const [name, column] of Object.entries(larger)) column.set((small as Columns)[name]!);
  return larger;
}
