const PART_SIZE = 512;
/** What comes out of order in a history comes by no more than this, mostly. */
const NEAR = 8;

/** Slots in an order that the caller defines, found by place and placed in a few hundred nanoseconds each. */
export class OrderedSlots {
  readonly #before: (a: number, b: number) => boolean;
  #parts: Part[] = [];
  /** How many slots lie before each part; made anew when asked for after a change. */
  #starts: number[] | undefined;
  #size = 0;
  /** The part that was added to last. */
  #last = 0;

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
    const part = this.#partAt(place);
    return this.#parts[part]!.slots[place - this.#startsOfParts()[part]!];
  }

  /** The nearest place, from one on and in steps of 1 or -1, whose slot fits; asks of each once. */
  find(from: number, step: 1 | -1, fits: (slot: number) => boolean): number | undefined {
    if (from < 0 || from >= this.#size) return undefined;
    const starts = this.#startsOfParts();
    let at = this.#partAt(from);
    for (let place = from; at >= 0 && at < this.#parts.length; at += step) {
      const { slots, count } = this.#parts[at]!;
      const start = starts[at]!;
      for (; place >= start && place < start + count; place += step)
        if (fits(slots[place - start]!)) return place;
    }
    return undefined;
  }

  /** The place of a slot that is in here. */
  placeOf(slot: number): number {
    const part = this.#partFor(slot);
    return this.#startsOfParts()[part]! + this.#within(this.#parts[part]!, slot);
  }

  add(slot: number): void {
    const at = this.#partFor(slot);
    const part = this.#parts[at] ?? this.#newPart();
    const place = this.#placeIn(part, slot);
    this.#last = at;
    if (part.count === PART_SIZE) {
      this.#split(at, place);
      this.add(slot);
      return;
    }
    if (place < part.count) part.slots.copyWithin(place + 1, place, part.count);
    part.slots[place] = slot;
    part.count += 1;
    this.#changed(1);
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

  #partAt(place: number): number {
    const starts = this.#startsOfParts();
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (starts[middle]! <= place) low = middle;
      else high = middle;
    }
    return low;
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

  /** The last part that does not begin after a slot. Most often it is the one that was added to before. */
  #partFor(slot: number): number {
    if (this.#isPartFor(slot, this.#last)) return this.#last;
    if (this.#isPartFor(slot, this.#last + 1)) return this.#last + 1;
    let low = 0;
    let high = this.#parts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.#before(slot, this.#parts[middle]!.slots[0]!)) high = middle;
      else low = middle;
    }
    return low;
  }

  #isPartFor(slot: number, at: number): boolean {
    const part = this.#parts[at];
    const next = this.#parts[at + 1];
    return (
      part !== undefined &&
      !this.#before(slot, part.slots[0]!) &&
      (next === undefined || this.#before(slot, next.slots[0]!))
    );
  }

  /** Where a slot that is not in a part goes: most often to its end, or a few before it. */
  #placeIn(part: Part, slot: number): number {
    const { slots, count } = part;
    for (let place = count; place > 0 && place > count - NEAR; place -= 1)
      if (this.#before(slots[place - 1]!, slot)) return place;
    return this.#within(part, slot);
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

  /**
   * Where it is being added to: history comes in order, mostly, and then the part that is left behind stays full,
   * wherever among the others it is added.
   */
  #split(at: number, place: number): void {
    const part = this.#parts[at]!;
    const kept = place > PART_SIZE - NEAR ? PART_SIZE - NEAR : Math.max(place, PART_SIZE / 2);
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
