import type { Rejection } from '../rejection.ts';
import type { AttachedStore } from './attached-store.ts';
import { joined } from './joined-rejections.ts';
import { isOfTime, type MessageOf, WIRE_VERSION } from './wire.ts';

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
    this.rejections = head.rejections.filter(isDated);
    this.notes = head.notes;
    this.#store.gaps = head.gaps.filter(isOfTime);
    if (isFirst) {
      this.#store.lastVisit = head.lastVisit;
      this.#store.lastSeen = head.lastSeen;
    }
    this.head = head;
    this.takeState(head.state);
  }

  takeState(state: MessageOf<'state'>): void {
    this.head = { ...this.head, state };
    this.#store.trouble = state.trouble ?? undefined;
    this.#store.told = state.problems;
  }

  takeRejections(rejections: MessageOf<'rejections'>): void {
    this.rejections = joined(this.rejections, rejections.filter(isDated));
  }

  takeNotes(notes: MessageOf<'notes'>): void {
    this.notes = [...this.notes, ...notes].slice(-MOST_KEPT);
  }

  takeGaps(gaps: MessageOf<'gaps'>): void {
    this.#store.gaps = [...this.#store.gaps, ...gaps.filter(isOfTime)].slice(-MOST_KEPT);
  }
}

/** Of what was refused at no time that there is nobody can be told. */
function isDated({ time, since }: Rejection): boolean {
  return !Number.isNaN(Date.parse(time)) && !Number.isNaN(Date.parse(since));
}
