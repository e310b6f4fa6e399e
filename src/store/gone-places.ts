import type { Place } from './event-table.ts';

/**
 * Where records lie that are of no use any more: of events that were given up, and older versions. A few bytes each
 * until their segment is written anew, as a source that updates its events may leave very many.
 */
export class GonePlaces {
  readonly #offsets = new Map<number, number[]>();

  add({ segment, offset }: Place): void {
    const offsets = this.#offsets.get(segment);
    if (offsets) offsets.push(offset);
    else this.#offsets.set(segment, [offset]);
  }

  /** The offsets of those in a segment. */
  in(segment: number): Set<number> {
    return new Set(this.#offsets.get(segment));
  }

  /** A segment was written anew, without them. */
  forget(segment: number): void {
    this.#offsets.delete(segment);
  }
}
