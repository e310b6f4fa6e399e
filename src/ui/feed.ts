import { parseQuery, type Query } from '../score/query.ts';
import type { RunState } from '../score/run-state.ts';
import type { ScoreBook } from '../score/score-book.ts';
import type { Stack, StackIndex } from '../score/stacks.ts';
import type { Subjects } from '../score/subjects.ts';
import type { EventSource } from '../store/event-source.ts';
import { FLAG } from '../store/event-table.ts';
import { ArrivalRate } from './arrival-rate.ts';
import { Away } from './away.ts';
import { Entries, type Entry } from './entries.ts';
import { EventView, type StripHour } from './event-view.ts';
import { FramePacing } from './frame-pacing.ts';
import { Queries } from './queries.ts';
import type { QueryView } from './query-view.ts';
import type { Row } from './rows.ts';
import { cyclesIn, mapped, runIn } from './stack-state.ts';
import { UserMarks } from './user-marks.ts';

/** So many of the last arrivals are known one by one. */
const RECENT = 64;

/** What is hidden at present, and why. */
export interface Filter {
  query: Query;
  /** Events that are shown, and those that are not. */
  size: number;
  hidden: number;
  /** How much of the history has been looked through, from 0 to 1; absent when all has. */
  progress: number | undefined;
}

/** What the screen shows of the store, kept up as events arrive, and when to draw it again. */
export class TimelineFeed {
  readonly source: EventSource;
  /** Events that arrived since the start. */
  arrivals = 0;
  /** The same, of those that are shown. */
  shownArrivals = 0;
  /** Those that arrived last, the newest at the end, and when, in milliseconds since the epoch. */
  readonly recent: { slot: number; time: number }[] = [];
  /** What came while nobody looked; undefined at the first visit. */
  readonly away: Away | undefined;
  readonly #book: ScoreBook;
  readonly #subjects: Subjects;
  /** Everything that is not dismissed. */
  readonly #whole: EventView;
  #narrowed: QueryView | undefined;
  readonly #queries: Queries;
  #apart = false;
  readonly #entries: Entries;
  readonly marks: UserMarks;
  readonly #pacing = new FramePacing();
  readonly #rate = new ArrivalRate();
  readonly #stop: readonly (() => void)[];

  constructor(source: EventSource, book: ScoreBook, subjects: Subjects) {
    this.source = source;
    this.#book = book;
    this.#subjects = subjects;
    this.#entries = new Entries(source, book);
    this.away = Away.of(source);
    this.#whole = new EventView(source.table, subjects, this.away);
    this.#queries = new Queries({ source, book, whole: this.#whole, changed: this.touch });
    this.marks = new UserMarks(source, (stack) => this.index.slotsOf(stack));
    for (const slot of source.table.slots()) this.#enter(slot, false);
    this.#stop = [
      source.observe({
        entered: (slot, live) => {
          this.#enter(slot, live);
          if (live) this.#countArrival(slot);
        },
        loaded: (from, end) => this.#load(from, end),
        leaving: (slot) => this.#leave(slot),
      }),
      source.subscribe(this.touch),
      book.subscribe(() => {
        this.#entries.reinterpret();
        // What a filter says of sources and badges may be something else now.
        if (this.#narrowed) this.show(this.#narrowed.query.text, Date.now());
        this.touch();
      }),
    ];
  }

  /** The rows that are shown: stacks, or every event by itself. */
  get index(): StackIndex {
    return this.#shown.rows;
  }

  /** The same as stacks, also while every event has a row of its own. */
  get stacks(): StackIndex {
    return this.#shown.index;
  }

  /** Everything that is not dismissed, as stacks, whatever is shown of it. */
  get whole(): StackIndex {
    return this.#whole.index;
  }

  /** How far every event has got a row of its own, from 0 to 1; undefined while the rows are to be stacks. */
  get apart(): number | undefined {
    return this.#apart ? (this.#shown.apartProgress ?? 1) : undefined;
  }

  /** Whether there may be more rows than are known yet. */
  get isPartial(): boolean {
    return this.source.indexed !== undefined || this.#narrowed?.progress !== undefined;
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
    return { query: parseQuery('', this.#book, 0), size: this.#whole.size, hidden: 0, progress: undefined };
  }

  /**
   * Shows what fits a query and hides the rest; everything where it is empty.
   *
   * @param now milliseconds since the epoch, for words such as `yesterday`
   */
  show(text: string, now: number): void {
    if (this.#narrowed) this.#queries.drop(this.#narrowed);
    const query = parseQuery(text, this.#book, now);
    const how = { subjects: this.#subjects, apart: this.#apart };
    this.#narrowed = text.trim() === '' ? undefined : this.#queries.open(query, how);
    this.touch();
  }

  /** Counts what fits a query, whatever is shown, until that is closed; `size` is always the number of now. */
  watch(text: string): { readonly size: number; close(): void } {
    const view = this.#queries.open(parseQuery(text, this.#book, Date.now()), {
      subjects: undefined,
      apart: false,
    });
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
    this.#apart = on;
    this.#whole.setApart(on, this.touch);
    this.#narrowed?.setApart(on, this.touch);
    this.touch();
  }

  /** For `useSyncExternalStore`: changes whenever there is something new to draw. */
  readonly version = this.#pacing.version;

  readonly subscribe = this.#pacing.subscribe;

  /** Says that something is to be drawn. */
  readonly touch = this.#pacing.touch;

  /** Grows with everything that happens to what is shown, also with what is not drawn yet. */
  get changes(): number {
    return this.#pacing.changes;
  }

  /** The event in a slot, read from disk where it has to be; one that cannot be read is stood in for. */
  entry(slot: number): Entry {
    return this.#entries.at(slot);
  }

  /** The newest entry of the severity that a stack shows; `shown` is its newest of all. */
  worst(stack: Stack, shown: Entry): Entry {
    const { table } = this.source;
    for (const slot of this.index.slotsOf(stack)) {
      if (table.level(slot) === stack.level) return slot === stack.head ? shown : this.entry(slot);
    }
    return shown;
  }

  /** How often the subject of an episode has left its rest in a stack; undefined for any other stack. */
  cycles(stack: Stack): number | undefined {
    const { table } = this.source;
    if (!this.#subjects.isEpisodic(table.subject(stack.head))) return undefined;
    return cyclesIn(mapped(this.index.slotsOf(stack), (slot) => table.role(slot)));
  }

  /** Where the run stands that a stack is about; undefined for any other stack. */
  run(stack: Stack, now: number): RunState | undefined {
    // One step by itself says nothing of the others.
    if (this.index !== this.stacks) return undefined;
    return runIn(
      mapped(this.index.slotsOf(stack), (slot) => this.entry(slot)),
      now,
    );
  }

  /** Whether a row has something that came while nobody looked. */
  isUnseen(row: Row): boolean {
    return this.away?.isIn(row, this.index) ?? false;
  }

  time(slot: number): number {
    return this.source.table.time(slot);
  }

  /** Events received in the last sixty seconds. */
  lastMinute(): number {
    return this.#rate.lastMinute();
  }

  /** The last 24 hours of what is shown, oldest first; the last is the one under way. */
  strip(now: number): StripHour[] {
    return this.#shown.strip(now);
  }

  close(): void {
    for (const stop of this.#stop) stop();
    this.#queries.close();
    this.#whole.close();
    this.#pacing.close();
  }

  get #shown(): EventView {
    return this.#narrowed ?? this.#whole;
  }

  #enter(slot: number, live: boolean): void {
    this.#pacing.changes += 1;
    if (this.#isDismissed(slot)) return;
    this.#whole.add(slot);
    this.#queries.enter(slot, live);
  }

  #load(from: number, end: number): void {
    this.#pacing.changes += 1;
    let runFrom = from;
    for (let slot = from; slot < end; slot += 1) {
      if (!this.#isDismissed(slot)) continue;
      this.#whole.addRun(runFrom, slot);
      runFrom = slot + 1;
    }
    this.#whole.addRun(runFrom, end);
    this.#queries.load(from, end);
  }

  #leave(slot: number): void {
    this.#pacing.changes += 1;
    this.#whole.remove(slot);
    this.#queries.leave(slot);
  }

  #isDismissed(slot: number): boolean {
    return (this.source.table.flags(slot) & FLAG.dismissed) !== 0;
  }

  #countArrival(slot: number): void {
    this.#rate.count();
    this.arrivals += 1;
    this.recent.push({ slot, time: Date.now() });
    if (this.recent.length > RECENT) this.recent.shift();
    if (this.index.has(slot)) this.shownArrivals += 1;
  }
}
