import type { StoredEvent } from '../event.ts';
import type { Marker, Marks } from './event-table.ts';
import { encodeRecord } from './record.ts';
import { markText } from './record-facts.ts';

/** Writes events as records that bear what the scores say of them. */
export class RecordMaker {
  readonly #marker: Marker;
  /** Of what is being written: asked for again when it is taken in. */
  readonly #marks = new WeakMap<StoredEvent, Marks>();

  constructor(marker: Marker) {
    this.#marker = marker;
  }

  readonly encode = (event: StoredEvent): Buffer => {
    const marks = this.#marker.mark(event);
    this.#marks.set(event, marks);
    return encodeRecord(event, markText(this.#marker, marks));
  };

  marksOf(event: StoredEvent): Marks {
    return this.#marks.get(event) ?? this.#marker.mark(event);
  }
}
