import { crc32 } from 'node:zlib';
import type { StoredEvent } from '../event.ts';
import { BLOCK_BITS, BLOCK_SIZE, FactBlock as Block, type FactColumns, MASK } from './fact-columns.ts';
import { receivedSeconds } from './facts-row.ts';
import { HashIndex } from './hash-index.ts';
import type { Marks } from './marker.ts';
import { NameNumbers } from './name-numbers.ts';

/** Where a record lies in the log; offset and length are in bytes. */
export interface Place {
  segment: number;
  offset: number;
  length: number;
}

/** Facts of an event beside its place and its marks. */
export interface Facts extends Marks {
  time: number;
  seq: number;
  /** Seconds since the epoch. */
  received: number;
  provider: string;
}

/** Bits of an event's flags. */
export const FLAG = { used: 1, acked: 2, dismissed: 4, external: 8 } as const;
/** Those of them that say what became of an event. */
export const FATE = FLAG.acked | FLAG.dismissed;

/**
 * The facts of every event, 43 bytes each, by slot. A slot is an event's identity inside this process: it stays
 * the same when a new version of the event takes the old one's place.
 */
export class EventTable {
  readonly #blocks: Block[] = [];
  #free: number[] = [];
  #freeFrom = 0;
  readonly #providers = new NameNumbers();
  readonly #external = new HashIndex();
  #used = 0;
  #end = 0;

  /** How many events there are. */
  get size(): number {
    return this.#used;
  }

  /** Every provider there has been an event of. */
  get providers(): readonly string[] {
    return this.#providers.names;
  }

  /** One more than the largest slot ever used. */
  get end(): number {
    return this.#end;
  }

  /** Every slot that holds an event. */
  *slots(): Generator<number> {
    for (let slot = 0; slot < this.#end; slot += 1) if (this.holds(slot)) yield slot;
  }

  /** The slots of events by their `seq`; one look at each event there is. */
  slotsOf(seqs: ReadonlySet<number>): number[] {
    const found: number[] = [];
    for (const slot of this.slots()) if (seqs.has(this.seq(slot))) found.push(slot);
    return found;
  }

  holds(slot: number): boolean {
    return slot < this.#end && (this.flags(slot) & FLAG.used) !== 0;
  }

  place(slot: number): Place {
    const block = this.#block(slot);
    const at = slot & MASK;
    return { segment: block.segment[at]!, offset: block.offset[at]!, length: block.length[at]! };
  }

  segment(slot: number): number {
    return this.#block(slot).segment[slot & MASK]!;
  }

  /** Bytes its record takes. */
  bytes(slot: number): number {
    return this.#block(slot).length[slot & MASK]!;
  }

  /** Where it stands in the timeline, in milliseconds since the epoch. */
  time(slot: number): number {
    return this.#block(slot).time[slot & MASK]!;
  }

  seq(slot: number): number {
    return this.#block(slot).seq[slot & MASK]!;
  }

  /** When it was received, in seconds since the epoch. */
  received(slot: number): number {
    return this.#block(slot).received[slot & MASK]!;
  }

  level(slot: number): number {
    return this.#block(slot).level[slot & MASK]!;
  }

  subject(slot: number): number {
    return this.#block(slot).subject[slot & MASK]!;
  }

  role(slot: number): number {
    return this.#block(slot).role[slot & MASK]!;
  }

  provider(slot: number): string {
    return this.#providers.names[this.#block(slot).provider[slot & MASK]!]!;
  }

  flags(slot: number): number {
    return this.#block(slot).flags[slot & MASK]!;
  }

  /** Sets or clears one of {@link FLAG}. */
  setFlag(slot: number, flag: number, on: boolean): void {
    const { flags } = this.#block(slot);
    const at = slot & MASK;
    flags[at] = on ? flags[at]! | flag : flags[at]! & ~flag;
  }

  /** A slot for an event that has none. */
  allocate(): number {
    this.#used += 1;
    const slot = this.#takeFree() ?? this.#end;
    if (slot === this.#end) {
      this.#end += 1;
      if (this.#blocks.length << BLOCK_BITS < this.#end) this.#blocks.push(new Block());
    }
    this.#block(slot).flags[slot & MASK] = FLAG.used;
    return slot;
  }

  /** Writes the facts of an event, or of a new version of it, into its slot. */
  set(slot: number, event: StoredEvent, place: Place, marks: Marks): void {
    const { time, seq, providerIdentifier: provider } = event;
    const received = receivedSeconds(event);
    this.setFacts(slot, { time, seq, received, provider, ...marks }, place);
    if (event.externalID !== undefined && (this.flags(slot) & FLAG.external) === 0) {
      this.setFlag(slot, FLAG.external, true);
      this.#external.add(externalHash(event.providerIdentifier, event.externalID), slot);
    }
  }

  /** Writes the facts of an event without an `externalID`. */
  setFacts(slot: number, { time, seq, received, provider, ...marks }: Facts, place: Place): void {
    const block = this.#block(slot);
    const at = slot & MASK;
    block.time[at] = time;
    block.seq[at] = seq;
    block.received[at] = received;
    block.provider[at] = this.#providers.numberOf(provider);
    this.setMarks(slot, marks);
    this.move(slot, place);
  }

  /** The scores say something else of an event now. */
  setMarks(slot: number, { level, subject, role }: Marks): void {
    const block = this.#block(slot);
    const at = slot & MASK;
    block.level[at] = level;
    block.subject[at] = subject;
    block.role[at] = role;
  }

  /**
   * Gives slots, one after the other, to events without an `externalID` or flags.
   *
   * @param segment where their records lie
   * @param providers the provider of each of its numbers in the columns
   * @returns the first slot
   */
  appendRun(
    columns: FactColumns,
    from: number,
    to: number,
    segment: number,
    providers: readonly string[],
  ): number {
    const first = this.#end;
    const numbers = providers.map((provider) => this.#providers.numberOf(provider));
    for (let at = from; at < to; ) {
      if (this.#blocks.length << BLOCK_BITS === this.#end) this.#blocks.push(new Block());
      const count = Math.min(to - at, BLOCK_SIZE - (this.#end & MASK));
      const block = this.#block(this.#end);
      block.copy(this.#end & MASK, columns, at, at + count, numbers);
      block.segment.fill(segment, this.#end & MASK, (this.#end & MASK) + count);
      block.flags.fill(FLAG.used, this.#end & MASK, (this.#end & MASK) + count);
      this.#end += count;
      at += count;
    }
    this.#used += to - from;
    return first;
  }

  /** The record of an event lies elsewhere now. */
  move(slot: number, { segment, offset, length }: Place): void {
    const block = this.#block(slot);
    const at = slot & MASK;
    block.segment[at] = segment;
    block.offset[at] = offset;
    block.length[at] = length;
  }

  /** Gives a slot up; `event` is what it holds. */
  release(slot: number, event: Pick<StoredEvent, 'providerIdentifier' | 'externalID'> | undefined): void {
    if (event?.externalID !== undefined)
      this.#external.remove(externalHash(event.providerIdentifier, event.externalID), slot);
    this.#block(slot).flags[slot & MASK] = 0;
    this.#free.push(slot);
    this.#used -= 1;
  }

  /** Slots that may hold an event of this `externalID`; to be checked, as they are found by a hash. */
  candidates(providerIdentifier: string, externalID: string): Iterable<number> {
    return this.#external.find(externalHash(providerIdentifier, externalID));
  }

  /** The one given up longest ago: what still names a slot should find it empty, not another event. */
  #takeFree(): number | undefined {
    const slot = this.#free[this.#freeFrom];
    if (slot === undefined) return undefined;
    this.#freeFrom += 1;
    if (this.#freeFrom * 2 > this.#free.length) {
      this.#free = this.#free.slice(this.#freeFrom);
      this.#freeFrom = 0;
    }
    return slot;
  }

  #block(slot: number): Block {
    return this.#blocks[slot >>> BLOCK_BITS]!;
  }
}

function externalHash(providerIdentifier: string, externalID: string): number {
  return crc32(`${providerIdentifier}\n${externalID}`);
}
