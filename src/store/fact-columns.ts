export const BLOCK_BITS = 14;
export const BLOCK_SIZE = 1 << BLOCK_BITS;
export const MASK = BLOCK_SIZE - 1;

/** Facts of events, column by column. */
export interface FactColumns {
  /** Where they stand in the timeline, in milliseconds since the epoch. */
  time: Float64Array;
  seq: Float64Array;
  /** Where their records lie in their segment, in bytes. */
  offset: Uint32Array;
  length: Uint32Array;
  /** Seconds since the epoch. */
  received: Uint32Array;
  subject: Uint32Array;
  provider: Uint32Array;
  /** Ranks. */
  level: Uint8Array;
  role: Uint8Array;
}

/** Typed arrays of a fixed size: growing copies nothing, so that no event is the one that waits for it. */
export class FactBlock implements FactColumns {
  readonly segment = new Uint32Array(BLOCK_SIZE);
  readonly offset = new Uint32Array(BLOCK_SIZE);
  readonly length = new Uint32Array(BLOCK_SIZE);
  readonly time = new Float64Array(BLOCK_SIZE);
  readonly seq = new Float64Array(BLOCK_SIZE);
  readonly received = new Uint32Array(BLOCK_SIZE);
  readonly subject = new Uint32Array(BLOCK_SIZE);
  readonly provider = new Uint32Array(BLOCK_SIZE);
  readonly level = new Uint8Array(BLOCK_SIZE);
  readonly role = new Uint8Array(BLOCK_SIZE);
  readonly flags = new Uint8Array(BLOCK_SIZE);

  /** @param providers the number here of each provider's number there */
  copy(place: number, facts: FactColumns, from: number, to: number, providers: readonly number[]): void {
    this.offset.set(facts.offset.subarray(from, to), place);
    this.length.set(facts.length.subarray(from, to), place);
    this.time.set(facts.time.subarray(from, to), place);
    this.seq.set(facts.seq.subarray(from, to), place);
    this.received.set(facts.received.subarray(from, to), place);
    this.subject.set(facts.subject.subarray(from, to), place);
    this.level.set(facts.level.subarray(from, to), place);
    this.role.set(facts.role.subarray(from, to), place);
    for (let at = from; at < to; at += 1) this.provider[place + at - from] = providers[facts.provider[at]!]!;
  }
}
