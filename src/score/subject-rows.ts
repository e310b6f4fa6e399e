const BLOCK_BITS = 14;
const BLOCK_SIZE = 1 << BLOCK_BITS;
const MASK = BLOCK_SIZE - 1;

/** No event. */
export const NONE = 0xffff_ffff;

class Block {
  readonly older = new Uint32Array(BLOCK_SIZE).fill(NONE);
  readonly newer = new Uint32Array(BLOCK_SIZE).fill(NONE);
  /** The oldest event of the stack. */
  readonly first = new Uint32Array(BLOCK_SIZE);
  /** 0 for all but the newest event of a stack. */
  readonly size = new Uint32Array(BLOCK_SIZE);
  readonly worst = new Uint8Array(BLOCK_SIZE);
}

/**
 * The events of each subject in a row, linked in the order of time, in 17 bytes each. What belongs to a stack is kept
 * at its newest event, its head.
 */
export class SubjectRows {
  readonly #blocks: Block[] = [];
  /** The newest and the oldest event of each subject. */
  readonly #newest: number[] = [];
  readonly #oldest: number[] = [];

  /** Makes room for the events up to a slot. */
  reach(slot: number): void {
    while (this.#blocks.length <= slot >>> BLOCK_BITS) this.#blocks.push(new Block());
  }

  newestOf(subject: number): number {
    return this.#newest[subject] ?? NONE;
  }

  oldestOf(subject: number): number {
    return this.#oldest[subject] ?? NONE;
  }

  older(slot: number): number {
    return this.#block(slot).older[slot & MASK]!;
  }

  newer(slot: number): number {
    return this.#block(slot).newer[slot & MASK]!;
  }

  /** The oldest event of the stack of a head. */
  first(head: number): number {
    return this.#block(head).first[head & MASK]!;
  }

  /** How many events are in the stack of a head; 0 for what is none. */
  sizeAt(slot: number): number {
    return this.#block(slot).size[slot & MASK]!;
  }

  /** Rank of the worst level in the stack of a head. */
  worst(head: number): number {
    return this.#block(head).worst[head & MASK]!;
  }

  /** Whether an event is in a row, or a stack by itself. */
  has(slot: number): boolean {
    const block = this.#blocks[slot >>> BLOCK_BITS];
    return block !== undefined && (block.size[slot & MASK]! > 0 || block.newer[slot & MASK] !== NONE);
  }

  /** The head of the stack an event is in. */
  headOf(slot: number): number {
    let head = slot;
    while (this.sizeAt(head) === 0) head = this.newer(head);
    return head;
  }

  setHead(head: number, first: number, size: number, worst: number): void {
    const block = this.#block(head);
    block.first[head & MASK] = first;
    block.size[head & MASK] = size;
    block.worst[head & MASK] = worst;
  }

  clearHead(head: number): void {
    this.#block(head).size[head & MASK] = 0;
  }

  /** Puts an event between two others of its subject; {@link NONE} is the end of the row. */
  insert(slot: number, older: number, newer: number, subject: number): void {
    this.#link(slot, older, newer);
    this.#join(older, slot, subject);
    this.#join(slot, newer, subject);
  }

  /** Takes an event out of its row; an event of subject 0 is in none. */
  unlink(slot: number, subject: number): void {
    const older = this.older(slot);
    const newer = this.newer(slot);
    this.#link(slot, NONE, NONE);
    if (subject !== 0) this.#join(older, newer, subject);
  }

  #join(older: number, newer: number, subject: number): void {
    if (older === NONE) this.#oldest[subject] = newer;
    else this.#block(older).newer[older & MASK] = newer;
    if (newer === NONE) this.#newest[subject] = older;
    else this.#block(newer).older[newer & MASK] = older;
  }

  #link(slot: number, older: number, newer: number): void {
    const block = this.#block(slot);
    block.older[slot & MASK] = older;
    block.newer[slot & MASK] = newer;
    block.size[slot & MASK] = 0;
  }

  #block(slot: number): Block {
    return this.#blocks[slot >>> BLOCK_BITS]!;
  }
}
