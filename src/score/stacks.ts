import { OrderedSlots } from './ordered-slots.ts';

const BLOCK_BITS = 14;
const BLOCK_SIZE = 1 << BLOCK_BITS;
const MASK = BLOCK_SIZE - 1;
const NONE = 0xffff_ffff;

/** What the stacks are made from: facts of each event, by its slot in the store. */
export interface StackFacts {
  /** Milliseconds since the epoch. */
  time(slot: number): number;
  seq(slot: number): number;
  /** Rank of its level. */
  level(slot: number): number;
  /** Number of what it is about; 0 for what stands alone. */
  subject(slot: number): number;
}

/** Events about one subject within one window; most often a single one. */
export interface Stack {
  /** Slot of the newest event: the one it shows and is ordered by. */
  head: number;
  size: number;
  /** Rank of the worst level in it. */
  worst: number;
}

/** The events of a subject are linked in the order of time; what belongs to a stack is kept at its newest event. */
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
 * All events as stacks, kept up event by event in 17 bytes each. The stacks do not depend on the order of arrival:
 * they are those of sorting every event of a subject by its time (then by `seq`) and cutting wherever one lies more
 * than the window after the first of its stack. A late event has its own subject cut anew from its place to where
 * the cuts are the old ones again.
 */
export class StackIndex {
  readonly #facts: StackFacts;
  readonly #windowOf: (subject: number) => number;
  readonly #blocks: Block[] = [];
  /** The newest event of each subject. */
  readonly #newest: number[] = [];
  readonly #ordered: OrderedSlots;

  constructor(facts: StackFacts, windowOf: (subject: number) => number) {
    this.#facts = facts;
    this.#windowOf = windowOf;
    this.#ordered = new OrderedSlots((a, b) => this.#isBefore(a, b));
  }

  /** How many stacks there are. */
  get size(): number {
    return this.#ordered.size;
  }

  /** The stack at a place in the timeline; 0 is the newest. */
  at(place: number): Stack | undefined {
    const head = this.#ordered.at(this.#ordered.size - 1 - place);
    return head === undefined ? undefined : this.#stack(head);
  }

  /** The place of a stack in the timeline; 0 is the newest. */
  placeOf({ head }: Stack): number {
    return this.#ordered.size - 1 - this.#ordered.placeOf(head);
  }

  /** The stack an event is in. */
  stackOf(slot: number): Stack | undefined {
    if (!this.has(slot)) return undefined;
    return this.#stack(this.#headOf(slot));
  }

  has(slot: number): boolean {
    const block = this.#blocks[slot >>> BLOCK_BITS];
    return block !== undefined && (block.size[slot & MASK]! > 0 || block.newer[slot & MASK] !== NONE);
  }

  /** The events of a stack, newest first. */
  *slotsOf({ head, size }: Stack): Generator<number> {
    for (let slot = head, left = size; left > 0; slot = this.older(slot), left -= 1) yield slot;
  }

  /** When an event was, in milliseconds since the epoch. */
  time(slot: number): number {
    return this.#facts.time(slot);
  }

  /** The event before another in its stack. */
  older(slot: number): number {
    return this.#block(slot).older[slot & MASK]!;
  }

  /** The event after another in its stack. */
  newer(slot: number): number {
    return this.#block(slot).newer[slot & MASK]!;
  }

  /** The oldest event of a stack. */
  first({ head }: Stack): number {
    return this.#first(head);
  }

  add(slot: number): void {
    while (this.#blocks.length <= slot >>> BLOCK_BITS) this.#blocks.push(new Block());
    this.#link(slot, NONE, NONE);
    const subject = this.#facts.subject(slot);
    if (subject === 0) {
      this.#crown(slot, slot, 1, this.#facts.level(slot));
      return;
    }
    // The last stack that does not begin after it; those before it end before anything changes.
    let head = this.#newest[subject] ?? NONE;
    let later = NONE;
    while (head !== NONE && this.#isBefore(slot, this.#first(head))) {
      later = this.#first(head);
      head = this.older(later);
    }
    if (head === NONE) {
      this.#insert(slot, NONE, later, subject);
      this.#recut(slot);
      return;
    }
    if (this.#isBefore(head, slot)) this.#insert(slot, head, later, subject);
    else this.#insertWithin(slot, head, subject);
    const { first, size, worst } = this.#headFacts(head);
    if (this.#facts.time(slot) - this.#facts.time(first) > this.#windowOf(subject)) {
      this.#recut(slot);
      return;
    }
    const worse = Math.max(worst, this.#facts.level(slot));
    if (this.#isBefore(head, slot)) {
      this.#uncrown(head);
      this.#crown(slot, first, size + 1, worse);
    } else {
      this.#setHead(head, first, size + 1, worse);
    }
  }

  /** Takes an event out; called while its facts still stand. */
  remove(slot: number): void {
    if (!this.has(slot)) return;
    const head = this.#headOf(slot);
    const { first, size } = this.#headFacts(head);
    const older = this.older(slot);
    const newer = this.newer(slot);
    this.#uncrown(head);
    this.#unlink(slot, older, newer);
    if (size === 1) return;
    if (slot === first) {
      // The head has no crown now; the cut gives every event from here on its stack again.
      this.#recut(newer);
      return;
    }
    const left = slot === head ? older : head;
    this.#crown(left, first, size - 1, this.#worstOf(left, size - 1));
  }

  /** Cuts a subject anew from an event on that begins a stack, as far as the old cuts do not hold. */
  #recut(from: number): void {
    const window = this.#windowOf(this.#facts.subject(from));
    let endedHere = false;
    for (let first = from; first !== NONE; ) {
      const limit = this.#facts.time(first) + window;
      let size = 0;
      let worst = 0;
      let last = first;
      for (let slot = first; slot !== NONE && this.#facts.time(slot) <= limit; slot = this.newer(slot)) {
        if (this.#block(slot).size[slot & MASK]! > 0) {
          this.#uncrown(slot);
          endedHere = true;
        } else {
          endedHere = false;
        }
        size += 1;
        worst = Math.max(worst, this.#facts.level(slot));
        last = slot;
      }
      this.#crown(last, first, size, worst);
      first = this.newer(last);
      // An old stack ended here too: from here on the old cuts hold.
      if (endedHere) return;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const time = this.#facts.time(a) - this.#facts.time(b);
    if (time !== 0) return time < 0;
    const seq = this.#facts.seq(a) - this.#facts.seq(b);
    return seq === 0 ? a < b : seq < 0;
  }

  /** Puts an event into the row of its subject, among events of one stack. */
  #insertWithin(slot: number, head: number, subject: number): void {
    let newer = head;
    while (this.#isBefore(slot, this.older(newer))) newer = this.older(newer);
    this.#insert(slot, this.older(newer), newer, subject);
  }

  #insert(slot: number, older: number, newer: number, subject: number): void {
    this.#link(slot, older, newer);
    if (older !== NONE) this.#block(older).newer[older & MASK] = slot;
    if (newer === NONE) this.#newest[subject] = slot;
    else this.#block(newer).older[newer & MASK] = slot;
  }

  #unlink(slot: number, older: number, newer: number): void {
    const subject = this.#facts.subject(slot);
    this.#link(slot, NONE, NONE);
    if (subject === 0) return;
    if (older !== NONE) this.#block(older).newer[older & MASK] = newer;
    if (newer === NONE) this.#newest[subject] = older;
    else this.#block(newer).older[newer & MASK] = older;
  }

  #link(slot: number, older: number, newer: number): void {
    const block = this.#block(slot);
    block.older[slot & MASK] = older;
    block.newer[slot & MASK] = newer;
    block.size[slot & MASK] = 0;
  }

  /** Makes an event the newest of a stack. */
  #crown(head: number, first: number, size: number, worst: number): void {
    this.#setHead(head, first, size, worst);
    this.#ordered.add(head);
  }

  #uncrown(head: number): void {
    this.#ordered.remove(head);
    this.#block(head).size[head & MASK] = 0;
  }

  #setHead(head: number, first: number, size: number, worst: number): void {
    const block = this.#block(head);
    block.first[head & MASK] = first;
    block.size[head & MASK] = size;
    block.worst[head & MASK] = worst;
  }

  #headFacts(head: number): { first: number; size: number; worst: number } {
    const block = this.#block(head);
    const at = head & MASK;
    return { first: block.first[at]!, size: block.size[at]!, worst: block.worst[at]! };
  }

  #stack(head: number): Stack {
    const { size, worst } = this.#headFacts(head);
    return { head, size, worst };
  }

  #worstOf(head: number, size: number): number {
    let worst = 0;
    for (const slot of this.slotsOf({ head, size, worst })) worst = Math.max(worst, this.#facts.level(slot));
    return worst;
  }

  #headOf(slot: number): number {
    let head = slot;
    while (this.#block(head).size[head & MASK] === 0) head = this.newer(head);
    return head;
  }

  #first(head: number): number {
    return this.#block(head).first[head & MASK]!;
  }

  #block(slot: number): Block {
    return this.#blocks[slot >>> BLOCK_BITS]!;
  }
}
