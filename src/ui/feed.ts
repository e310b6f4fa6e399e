import type { RunState } from '../score/run-state.ts';
import type { ScoreBook } from '../score/score-book.ts';
import type { Stack, StackIndex } from '../score/stacks.ts';
import type { Subjects } from '../score/subjects.ts';
import type { EventSource } from '../store/event-source.ts';
import { ArrivalRate } from './arrival-rate.ts';
import { Away } from './away.ts';
import { Entries, type Entry } from './entries.ts';
import type { StripHour } from './event-view.ts';
import { FramePacing } from './frame-pacing.ts';
import type { Row } from './rows.ts';
import { type Filter, ShownViews } from './shown-views.ts';
import { cyclesIn, mapped, runIn } from './stack-state.ts';
import { UserMarks } from './user-marks.ts';

/** So many of the last arrivals are known one by one. */
const RECENT = 64;

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
  readonly #subjects: Subjects;
  readonly #views: ShownViews;
  readonly #entries: Entries;
  readonly marks: UserMarks;
  readonly #pacing = new FramePacing();
  readonly #rate = new ArrivalRate();
  readonly #stop: readonly (() => void)[];

  constructor(source: EventSource, book: ScoreBook, subjects: Subjects) {
    this.source = source;
    this.#subjects = subjects;
    this.#entries = new Entries(source, book);
    this.away = Away.of(source);
    this.#views = new ShownViews({ source, book, subjects, away: this.away, changed: this.touch });
    this.marks = new UserMarks(source, (stack) => this.index.slotsOf(stack));
    const now = Math.floor(Date.now() / 1000);
    for (const slot of source.table.slots()) {
      this.#enter(slot, false);
      this.#countReceived(slot, now);
    }
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
        this.#views.showAnew();
        this.touch();
      }),
    ];
  }

  /** The rows that are shown: stacks, or every event by itself. */
  get index(): StackIndex {
    return this.#views.shown.rows;
  }

  /** The same as stacks, also while every event has a row of its own. */
  get stacks(): StackIndex {
    return this.#views.shown.index;
  }

  /** Everything that is not dismissed, as stacks, whatever is shown of it. */
  get whole(): StackIndex {
    return this.#views.whole.index;
  }

  /** How far every event has got a row of its own, from 0 to 1; undefined while the rows are to be stacks. */
  get apart(): number | undefined {
    return this.#views.apart;
  }

  /** Whether there may be more rows than are known yet. */
  get isPartial(): boolean {
    return this.source.indexed !== undefined || this.filter?.progress !== undefined;
  }

  /** The filter that is on; undefined where all is shown. */
  get filter(): Filter | undefined {
    return this.#views.filter;
  }

  /** What a search begins with. */
  get everything(): Filter {
    return this.#views.everything;
  }

  /** As {@link ShownViews.show}. */
  show(text: string, now: number): void {
    this.#views.show(text, now);
  }

  /** As {@link ShownViews.watch}. */
  watch(text: string): { readonly size: number; close(): void } {
    return this.#views.watch(text);
  }

  /** As {@link ShownViews.setApart}. */
  setApart(on: boolean): void {
    this.#views.setApart(on);
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
    return this.#views.shown.strip(now);
  }

  close(): void {
    for (const stop of this.#stop) stop();
    this.#views.close();
    this.#pacing.close();
  }

  #enter(slot: number, live: boolean): void {
    this.#pacing.changes += 1;
    this.#views.enter(slot, live);
  }

  #load(from: number, end: number): void {
    this.#pacing.changes += 1;
    this.#views.load(from, end);
    const now = Math.floor(Date.now() / 1000);
    for (let slot = from; slot < end; slot += 1) this.#countReceived(slot, now);
  }

  /** @param now whole seconds since the epoch */
  #countReceived(slot: number, now: number): void {
    const ago = now - this.source.table.received(slot);
    // One of the future was received by another clock than today's.
    if (ago >= 0) this.#rate.count(ago);
  }

  #leave(slot: number): void {
    this.#pacing.changes += 1;
    this.#views.leave(slot);
  }

  #countArrival(slot: number): void {
    this.#rate.count();
    this.arrivals += 1;
    this.recent.push({ slot, time: Date.now() });
    if (this.recent.length > RECENT) this.recent.shift();
    if (this.index.has(slot)) this.shownArrivals += 1;
  }
}
