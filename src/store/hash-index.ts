const EMPTY = 0xffff_ffff;
const GONE = 0xffff_fffe;

/**
 * Finds slots by a 32-bit hash, in 16 bytes a slot at most. Slots of the same hash are all found; the caller
 * checks which one it meant. In many small parts, so that none takes long to grow.
 */
export class HashIndex {
  readonly #parts = Array.from({ length: 256 }, () => new Part());

  add(hash: number, slot: number): void {
    this.#parts[hash >>> 24]!.add(hash, slot);
  }

  remove(hash: number, slot: number): void {
    this.#parts[hash >>> 24]!.remove(hash, slot);
  }

  /** Every slot that was added under a hash. */
  find(hash: number): Generator<number> {
    return this.#parts[hash >>> 24]!.find(hash);
  }

  /** The first slot under a hash that is the one that was meant. */
  findWhere(hash: number, isMeant: (slot: number) => boolean): number | undefined {
    return this.#parts[hash >>> 24]!.findWhere(hash, isMeant);
  }
}

/** Open addressing in two typed arrays. */
class Part {
  #hashes = new Uint32Array(16);
  #slots = new Uint32Array(16).fill(EMPTY);
  /** Places that are not empty, those given up among them. */
  #filled = 0;
  #size = 0;

  add(hash: number, slot: number): void {
    if ((this.#filled + 1) * 3 > this.#slots.length * 2) this.#rebuild();
    this.#put(hash, slot);
    this.#size += 1;
  }

  remove(hash: number, slot: number): void {
    const mask = this.#slots.length - 1;
    for (let at = hash & mask; this.#slots[at] !== EMPTY; at = (at + 1) & mask) {
      if (this.#hashes[at] !== hash || this.#slots[at] !== slot) continue;
      this.#slots[at] = GONE;
      this.#size -= 1;
      return;
    }
  }

  *find(hash: number): Generator<number> {
    const mask = this.#slots.length - 1;
    for (let at = hash & mask; this.#slots[at] !== EMPTY; at = (at + 1) & mask) {
      if (this.#hashes[at] === hash && this.#slots[at] !== GONE) yield this.#slots[at]!;
    }
  }

  findWhere(hash: number, isMeant: (slot: number) => boolean): number | undefined {
    const mask = this.#slots.length - 1;
    for (let at = hash & mask; this.#slots[at] !== EMPTY; at = (at + 1) & mask) {
      const slot = this.#slots[at]!;
      if (this.#hashes[at] === hash && slot !== GONE && isMeant(slot)) return slot;
    }
    return undefined;
  }

  #put(hash: number, slot: number): void {
    const mask = this.#slots.length - 1;
    let at = hash & mask;
    while (this.#slots[at] !== EMPTY) at = (at + 1) & mask;
    this.#hashes[at] = hash;
    this.#slots[at] = slot;
    this.#filled += 1;
  }

  /** Doubles the room, or only clears what was given up where that is most of it. */
  #rebuild(): void {
    const hashes = this.#hashes;
    const slots = this.#slots;
    const room = (this.#size + 1) * 3 > slots.length ? slots.length * 2 : slots.length;
    this.#hashes = new Uint32Array(room);
    this.#slots = new Uint32Array(room).fill(EMPTY);
    this.#filled = 0;
    for (const [at, slot] of slots.entries()) {
      if (slot !== EMPTY && slot !== GONE) this.#put(hashes[at]!, slot);
    }
  }
}
