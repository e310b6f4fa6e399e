import type { StoredEvent } from '../event.ts';
import type { Marker, Marks } from './event-table.ts';
import { encodeRecord } from './record.ts';
import { markText } from './record-facts.ts';

/** Writes events as records that bear what the scores say of them. */
export class RecordMaker {
  readonly #marker: Marker;
  /** Of what is being written: asked for again when it is taken in, by when the scores may have changed. */
  readonly #marks = new WeakMap<StoredEvent, { marks: Marks; fingerprint: string }>();

  constructor(marker: Marker) {
    this.#marker = marker;
  }

  readonly encode = (event: StoredEvent): Buffer => {
    const marks = this.#marker.mark(event);
    this.#marks.set(event, { marks, fingerprint: this.#marker.fingerprint });
    return encodeRecord(event, markText(this.#marker, marks));
  };

  marksOf(event: StoredEvent): Marks {
    const made = this.#marks.get(event);
    return made?.fingerprint === this.#marker.fingerprint ? made.marks : this.#marker.mark(event);
  }
}
