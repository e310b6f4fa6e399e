import { parseQuery, type Query } from '../score/query.ts';
import type { ScoreBook } from '../score/score-book.ts';
import type { Subjects } from '../score/subjects.ts';
import type { EventSource } from '../store/event-source.ts';
import { FLAG } from '../store/event-table.ts';
import type { Away } from './away.ts';
import { EventView } from './event-view.ts';
import { Queries } from './queries.ts';
import type { QueryView } from './query-view.ts';

/** What is hidden at present, and why. */
export interface Filter {
  query: Query;
  /** Events that are shown, and those that are not. */
  size: number;
  hidden: number;
  /** How much of the history has been looked through, from 0 to 1; absent when all has. */
  progress: number | undefined;
}

interface Parts {
  source: EventSource;
  book: ScoreBook;
  subjects: Subjects;
  away: Away | undefined;
  /** Told when there is more to show. */
  changed(): void;
}

/** What of a timeline is shown: everything that is not dismissed or what fits a query, as stacks or each event by itself. */
export class ShownViews {
  readonly #parts: Parts;
  readonly #whole: EventView;
  #narrowed: QueryView | undefined;
  readonly #queries: Queries;
  #apart = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { source, book, subjects, away, changed } = parts;
    this.#whole = new EventView(source.table, subjects, away);
    this.#queries = new Queries({ source, book, whole: this.#whole, changed });
  }

  /** Everything that is not dismissed, whatever is shown of it. */
  get whole(): EventView {
    return this.#whole;
  }

  /** What is shown. */
  get shown(): EventView {
    return this.#narrowed ?? this.#whole;
  }

  /** How far every event has got a row of its own, from 0 to 1; undefined while the rows are to be stacks. */
  get apart(): number | undefined {
    return this.#apart ? (this.shown.apartProgress ?? 1) : undefined;
  }

  /** The filter that is on; undefined where all is shown. */
  get filter(): Filter | undefined {
    const view = this.#narrowed;
    if (!view) return undefined;
    const { query, size, progress } = view;
    return { query, size, hidden: this.#whole.size - size, progress };
  }

  /** What a search begins with. */
  get everything(): Filter {
    const query = parseQuery('', this.#parts.book, 0);
    return { query, size: this.#whole.size, hidden: 0, progress: undefined };
  }

  /**
   * Shows what fits a query and hides the rest; everything where it is empty.
   *
   * @param now milliseconds since the epoch, for words such as `yesterday`
   */
  show(text: string, now: number): void {
    const { book, subjects, changed } = this.#parts;
    if (this.#narrowed) this.#queries.drop(this.#narrowed);
    const query = parseQuery(text, book, now);
    const how = { subjects, apart: this.#apart };
    this.#narrowed = text.trim() === '' ? undefined : this.#queries.open(query, how);
    changed();
  }

  /** Shows what fits the query of now by what the scores say now. */
  showAnew(): void {
    if (this.#narrowed) this.show(this.#narrowed.query.text, Date.now());
  }

  /** Counts what fits a query, whatever is shown, until that is closed; `size` is always the number of now. */
  watch(text: string): { readonly size: number; close(): void } {
    const query = parseQuery(text, this.#parts.book, Date.now());
    const view = this.#queries.open(query, { subjects: undefined, apart: false });
    return {
      get size() {
        return view.size;
      },
      close: () => this.#queries.drop(view),
    };
  }

  /** Gives every event a row of its own, in the background where there are many, or has the stacks as rows again. */
  setApart(on: boolean): void {
    if (on === this.#apart) return;
    const { changed } = this.#parts;
    this.#apart = on;
    this.#whole.setApart(on, changed);
    this.#narrowed?.setApart(on, changed);
    changed();
  }

  /** An event has come, or has changed; `live`: it was received just now. */
  enter(slot: number, live: boolean): void {
    if (this.#isDismissed(slot)) return;
    this.#whole.add(slot);
    this.#queries.enter(slot, live);
  }

  /** The events from one slot up to another have come from the disk. */
  load(from: number, end: number): void {
    let runFrom = from;
    for (let slot = from; slot < end; slot += 1) {
      if (!this.#isDismissed(slot)) continue;
      this.#whole.addRun(runFrom, slot);
      runFrom = slot + 1;
    }
    this.#whole.addRun(runFrom, end);
    this.#queries.load(from, end);
  }

  /** An event is about to change or to go. */
  leave(slot: number): void {
    this.#whole.remove(slot);
    this.#queries.leave(slot);
  }

  close(): void {
    this.#queries.close();
    this.#whole.close();
  }

  #isDismissed(slot: number): boolean {
    return (this.#parts.source.table.flags(slot) & FLAG.dismissed) !== 0;
  }
}
