import type { Query } from '../score/query.ts';
import type { ScoreBook } from '../score/score-book.ts';
import type { EventSource } from '../store/event-source.ts';
import { isOver, othersOfEpisode } from './episodes.ts';
import type { EventView } from './event-view.ts';
import { QueryView, type QueryViewParts } from './query-view.ts';

interface Parts {
  source: EventSource;
  book: ScoreBook;
  /** Everything that is not dismissed. */
  whole: EventView;
  /** Told when there is more to show. */
  changed(): void;
}

/** The queries whose events are kept up with: what is shown, and what is watched beside it. */
export class Queries {
  readonly #parts: Parts;
  readonly #views = new Set<QueryView>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  open(query: Query, how: Pick<QueryViewParts, 'subjects' | 'apart'>): QueryView {
    const { source, book, whole, changed } = this.#parts;
    const isOverNow = (slot: number) => isOver(slot, source.table, whole.index);
    const view = new QueryView({ source, book, query, ...how, isOver: isOverNow, changed });
    this.#views.add(view);
    return view;
  }

  drop(view: QueryView): void {
    view.close();
    this.#views.delete(view);
  }

  /** An event has come to the whole, or has changed; `live`: it was received just now. */
  enter(slot: number, live: boolean): void {
    for (const view of this.#views) view.enter(slot, live);
    if (this.#views.size === 0) return;
    const { source, whole } = this.#parts;
    for (const other of othersOfEpisode(slot, source.table, whole.index))
      for (const view of this.#views) view.reconsider(other);
  }

  /** The events from one slot up to another have come from the disk. */
  load(from: number, end: number): void {
    for (const view of this.#views) view.load(from, end);
  }

  /** An event is about to change or to go. */
  leave(slot: number): void {
    for (const view of this.#views) view.leave(slot);
  }

  close(): void {
    for (const view of this.#views) view.close();
  }
}
