import type { StoredEvent } from '../event.ts';
import { parseQuery, type Query } from '../score/query.ts';
import { isClosing } from '../score/roles.ts';
import { type RunState, type RunStep, runState } from '../score/run-state.ts';
import type { Meaning, ScoreBook } from '../score/score-book.ts';
import type { Stack, StackIndex } from '../score/stacks.ts';
import type { Subjects } from '../score/subjects.ts';
import type { EventSource } from '../store/event-source.ts';
import { FLAG } from '../store/event-table.ts';
import { EventView, type StripHour } from './event-view.ts';
import { QueryView } from './query-view.ts';
import type { Row } from './rows.ts';

/** Events of an episode that are looked at for a row, and steps of a run, which are read from disk. */
const MOST_WALKED = 2000;
const MOST_STEPS = 100;
/** At most one notification in this time: a flood costs frames, not keys. */
const FRAME_MS = 33;
/** A frame is followed by this many times its own length without one: most of a flood's time is the receiver's. */
const REST = 8;

/** An event with what its score says of it. */
export interface Entry {
  event: StoredEvent;
  meaning: Meaning;
}

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
  /** Grows with everything that happens to what is shown, also with what is not drawn yet. */
  changes = 0;
  readonly #book: ScoreBook;
  readonly #subjects: Subjects;
  /** Everything that is not dismissed. */
  readonly #whole: EventView;
  #narrowed: QueryView | undefined;
  #meanings = new WeakMap<StoredEvent, Meaning>();
  #version = 0;
  readonly #seconds = new Map<number, number>();
  readonly #listeners = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  #notifiedAt = Number.NEGATIVE_INFINITY;
  /** How long the last frame took to draw. */
  #frameMs = 0;
  /** What the user did to events in this run, the last at the end. */
  readonly #done: { slots: readonly number[]; flag: number; on: boolean }[] = [];
  readonly #stop: readonly (() => void)[];

  constructor(source: EventSource, book: ScoreBook, subjects: Subjects) {
    this.source = source;
    this.#book = book;
    this.#subjects = subjects;
    this.#whole = new EventView(source.table, subjects);
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
        this.#meanings = new WeakMap();
        // What a filter says of sources and badges may be something else now.
        if (this.#narrowed) this.show(this.#narrowed.query.text, Date.now());
        this.touch();
      }),
    ];
  }

  /** The stacks that are shown. */
  get index(): StackIndex {
    return this.#shown.index;
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
    this.#narrowed?.close();
    const query = parseQuery(text, this.#book, now);
    this.#narrowed = text.trim() === '' ? undefined : this.#search(query);
    this.touch();
  }

  /** For `useSyncExternalStore`: changes whenever there is something new to draw. */
  readonly version = (): number => this.#version;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Says that something outside the store is to be drawn. */
  readonly touch = (): void => {
    this.changes += 1;
    if (this.#timer) return;
    const wait = this.#notifiedAt + Math.max(FRAME_MS, this.#frameMs * REST) - performance.now();
    if (wait <= 0) this.#notify();
    else this.#timer = setTimeout(() => this.#notify(), wait);
  };

  /** The event in a slot, read from disk where it has to be; one that cannot be read is stood in for. */
  entry(slot: number): Entry {
    const event = this.source.event(slot) ?? this.#unreadable(slot);
    const meaning = this.#meanings.get(event) ?? this.#book.interpret(event);
    this.#meanings.set(event, meaning);
    return { event, meaning };
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
    let cycles = 1;
    let isLeaving = false;
    let left = MOST_WALKED;
    for (const slot of this.index.slotsOf(stack)) {
      const closes = isClosing(table.role(slot));
      if (closes && isLeaving) cycles += 1;
      isLeaving = !closes;
      left -= 1;
      if (left === 0) break;
    }
    return cycles;
  }

  /** Where the run stands that a stack is about; undefined for any other stack. */
  run(stack: Stack, now: number): RunState | undefined {
    if (this.entry(stack.head).meaning.run === undefined) return undefined;
    const steps: { run: RunStep; time: number }[] = [];
    for (const slot of this.index.slotsOf(stack)) {
      const { event, meaning } = this.entry(slot);
      if (meaning.run) steps.push({ run: meaning.run, time: event.time });
      if (steps.length === MOST_STEPS) break;
    }
    return runState(steps.reverse(), now);
  }

  /** Whether every event of a row has been acknowledged: of a stack, or of one in it. */
  isAcked({ stack, slot, child }: Row): boolean {
    const { table } = this.source;
    if (child >= 0) return (table.flags(slot) & FLAG.acked) !== 0;
    for (const each of this.index.slotsOf(stack)) if ((table.flags(each) & FLAG.acked) === 0) return false;
    return true;
  }

  /**
   * Acknowledges a row or takes that back, or dismisses it: of a stack all of it.
   *
   * @returns how many events that is and whether it is set now, once it is on disk
   */
  async mark(row: Row, flag: number): Promise<{ count: number; on: boolean }> {
    const on = flag === FLAG.dismissed || !this.isAcked(row);
    const all = row.child < 0 ? [...this.index.slotsOf(row.stack)] : [row.slot];
    const slots = all.filter((slot) => ((this.source.table.flags(slot) & flag) !== 0) !== on);
    this.#done.push({ slots, flag, on });
    await this.source.flag(slots, flag, on);
    return { count: slots.length, on };
  }

  /** Takes back what {@link mark} did last in this run; undefined when there is nothing left. */
  async undo(): Promise<number | undefined> {
    const last = this.#done.pop();
    if (!last) return undefined;
    await this.source.flag(last.slots, last.flag, !last.on);
    return last.slots.length;
  }

  time(slot: number): number {
    return this.source.table.time(slot);
  }

  /** Events received in the last sixty seconds. */
  lastMinute(): number {
    const oldest = Math.floor(performance.now() / 1000) - 60;
    let sum = 0;
    for (const [second, count] of this.#seconds) {
      if (second > oldest) sum += count;
      else this.#seconds.delete(second);
    }
    return sum;
  }

  /** The last 24 hours of what is shown, oldest first; the last is the one under way. */
  strip(now: number): StripHour[] {
    return this.#shown.strip(now);
  }

  close(): void {
    for (const stop of this.#stop) stop();
    this.#narrowed?.close();
    clearTimeout(this.#timer);
  }

  get #shown(): EventView {
    return this.#narrowed ?? this.#whole;
  }

  #search(query: Query): QueryView {
    return new QueryView({
      source: this.source,
      book: this.#book,
      query,
      subjects: this.#subjects,
      changed: this.touch,
    });
  }

  #enter(slot: number, live: boolean): void {
    this.changes += 1;
    if (this.#isDismissed(slot)) return;
    this.#whole.add(slot);
    this.#narrowed?.enter(slot, live);
  }

  #load(from: number, end: number): void {
    this.changes += 1;
    let runFrom = from;
    for (let slot = from; slot < end; slot += 1) {
      if (!this.#isDismissed(slot)) continue;
      this.#whole.addRun(runFrom, slot);
      runFrom = slot + 1;
    }
    this.#whole.addRun(runFrom, end);
    this.#narrowed?.load(from, end);
  }

  #leave(slot: number): void {
    this.changes += 1;
    this.#whole.remove(slot);
    this.#narrowed?.leave(slot);
  }

  #isDismissed(slot: number): boolean {
    return (this.source.table.flags(slot) & FLAG.dismissed) !== 0;
  }

  #countArrival(slot: number): void {
    const second = Math.floor(performance.now() / 1000);
    this.#seconds.set(second, (this.#seconds.get(second) ?? 0) + 1);
    this.arrivals += 1;
    if (this.index.has(slot)) this.shownArrivals += 1;
  }

  #unreadable(slot: number): StoredEvent {
    const { table } = this.source;
    const time = table.time(slot);
    return {
      id: '',
      seq: table.seq(slot),
      title: 'This event cannot be read from the disk any more',
      providerIdentifier: table.provider(slot),
      eventType: 'event',
      startDate: new Date(time).toISOString(),
      receivedAt: new Date(table.received(slot) * 1000).toISOString(),
      time,
      metadata: {},
    };
  }

  #notify(): void {
    this.#timer = undefined;
    this.#notifiedAt = performance.now();
    this.#version += 1;
    for (const listener of this.#listeners) listener();
    // React draws in a microtask of its own, which was queued before this one.
    queueMicrotask(() => {
      this.#frameMs = performance.now() - this.#notifiedAt;
    });
  }
}
