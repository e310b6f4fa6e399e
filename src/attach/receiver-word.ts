import type { Rejection } from '../rejection.ts';
import type { Gap } from '../store/heartbeat.ts';
import type { AttachedStore } from './attached-store.ts';
import { joined } from './joined-rejections.ts';
import { LAST_MS, type MessageOf, WIRE_VERSION } from './wire.ts';

/** Of notes and gaps each so many are kept. */
const MOST_KEPT = 500;

/** A receiver speaks another version of what viewers and receivers say to each other. */
export class WireError extends Error {}

/** What a receiver says of itself, and of what became of its time and its storage. */
export class ReceiverWord {
  /** As it is now; there once the first was told. */
  head!: MessageOf<'head'>;
  /** What it refused, oldest first. */
  rejections: readonly Rejection[] = [];
  /** What it did and came upon, oldest first. */
  notes: MessageOf<'notes'> = [];
  readonly #store: AttachedStore;

  /** @param store told what the timeline shows of it */
  constructor(store: AttachedStore) {
    this.#store = store;
  }

  /**
   * @param isFirst what was seen before this timeline was opened is told by the first alone
   * @throws WireError where it is of another version
   */
  takeHead(head: MessageOf<'head'>, isFirst: boolean): void {
    if (head.wire !== WIRE_VERSION)
      throw new WireError(`it is tempo-tui ${head.version}, which this version does not understand`);
    this.rejections = head.rejections.filter(isTellable);
    this.notes = head.notes.filter(({ time }) => isOfTime(time));
    this.#store.gaps = head.gaps.filter(isGap);
    if (isFirst) {
      this.#store.lastVisit = isDate(head.lastVisit) ? head.lastVisit : undefined;
      this.#store.lastSeen = isCount(head.lastSeen) ? head.lastSeen : undefined;
    }
    this.head = { ...head, size: counted(head.size) };
    this.takeState(head.state);
  }

  takeState(state: MessageOf<'state'>): void {
    this.head = { ...this.head, state };
    this.#store.trouble = state.trouble ?? undefined;
    const { damaged, torn, newer } = state.problems;
    this.#store.told = {
      ...state.problems,
      damaged: counted(damaged),
      torn: counted(torn),
      newer: counted(newer),
    };
  }

  takeRejections(rejections: MessageOf<'rejections'>): void {
    this.rejections = joined(this.rejections, rejections.filter(isTellable));
  }

  takeNotes(notes: MessageOf<'notes'>): void {
    this.notes = [...this.notes, ...notes.filter(({ time }) => isOfTime(time))].slice(-MOST_KEPT);
  }

  takeGaps(gaps: MessageOf<'gaps'>): void {
    this.#store.gaps = [...this.#store.gaps, ...gaps.filter(isGap)].slice(-MOST_KEPT);
  }
}

/** Of what was at no time that there is, or half a time, nobody can be told. */
function isTellable({ time, since, times }: Rejection): boolean {
  return isDate(time) && isDate(since) && isCount(times);
}

function isGap({ from, to }: Gap): boolean {
  return isOfTime(from) && isOfTime(to);
}

function isDate(text = ''): boolean {
  return isOfTime(Date.parse(text));
}

/** Whether JavaScript has a date for so many milliseconds from the epoch. */
function isOfTime(ms: number): boolean {
  return Math.abs(ms) <= LAST_MS;
}

function isCount(value: number | undefined): boolean {
  return Number.isSafeInteger(value) && value! >= 0;
}

/** What is no count counts nothing. */
function counted(value: number): number {
  return isCount(value) ? value : 0;
}
