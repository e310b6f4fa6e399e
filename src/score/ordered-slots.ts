const PART_SIZE = 512;

/** Slots in an order that the caller defines, found by place and placed in a few hundred nanoseconds each. */
export class OrderedSlots {
  readonly #before: (a: number, b: number) => boolean;
  #parts: Part[] = [];
  /** How many slots lie before each part; made anew when asked for after a change. */
  #starts: number[] | undefined;
  #size = 0;

  /** @param before whether `a` stands before `b`; never true both ways, and true one way for different slots */
  constructor(before: (a: number, b: number) => boolean) {
    this.#before = before;
  }

  get size(): number {
    return this.#size;
  }

  /** The slot at a place, the first at 0. */
  at(place: number): number | undefined {
    if (place < 0 || place >= this.#size) return undefined;
    const starts = this.#startsOfParts();
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (starts[middle]! <= place) low = middle;
      else high = middle;
    }
    return this.#parts[low]!.slots[place - starts[low]!];
  }

  /** The place of a slot that is in here. */
  placeOf(slot: number): number {
    const part = this.#partFor(slot);
    return this.#startsOfParts()[part]! + this.#within(this.#parts[part]!, slot);
  }

  add(slot: number): void {
    const at = this.#partFor(slot);
    const part = this.#parts[at] ?? this.#newPart();
    const place = this.#within(part, slot);
    part.slots.copyWithin(place + 1, place, part.count);
    part.slots[place] = slot;
    part.count += 1;
    this.#changed(1);
    if (part.count === PART_SIZE) this.#split(at);
  }

  remove(slot: number): void {
    const at = this.#partFor(slot);
    const part = this.#parts[at];
    if (!part) return;
    const place = this.#within(part, slot);
    if (part.slots[place] !== slot || place >= part.count) return;
    part.slots.copyWithin(place, place + 1, part.count);
    part.count -= 1;
    if (part.count === 0) this.#parts.splice(at, 1);
    this.#changed(-1);
  }

  #changed(by: number): void {
    this.#size += by;
    this.#starts = undefined;
  }

  #newPart(): Part {
    const part = { slots: new Uint32Array(PART_SIZE), count: 0 };
    this.#parts.push(part);
    return part;
  }

  /** The last part that does not begin after a slot. */
  #partFor(slot: number): number {
    let low = 0;
    let high = this.#parts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.#before(slot, this.#parts[middle]!.slots[0]!)) high = middle;
      else low = middle;
    }
    return low;
  }

  #within({ slots, count }: Part, slot: number): number {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#before(slots[middle]!, slot)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Uneven, as history comes in order: the part that is left behind stays almost full. */
  #split(at: number): void {
    const part = this.#parts[at]!;
    const kept = at === this.#parts.length - 1 ? PART_SIZE - PART_SIZE / 16 : PART_SIZE / 2;
    const slots = new Uint32Array(PART_SIZE);
    slots.set(part.slots.subarray(kept));
    this.#parts.splice(at + 1, 0, { slots, count: part.count - kept });
    part.count = kept;
  }

  #startsOfParts(): number[] {
    if (this.#starts) return this.#starts;
    let sum = 0;
    this.#starts = this.#parts.map(({ count }) => {
      const start = sum;
      sum += count;
      return start;
    });
    return this.#starts;
  }
}

interface Part {
  slots: Uint32Array;
  count: number;
}
