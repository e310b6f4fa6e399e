import { type Level, levelRank, type StoredEvent } from '../event.ts';
import type { Group, Meaning, ScoreBook } from './score-book.ts';

/** An event with what its score says of it. */
export interface Entry {
  event: StoredEvent;
  meaning: Meaning;
}

/** Events about one subject within one window; most often a single one. */
export interface Stack {
  /** Oldest first, never empty. */
  entries: Entry[];
  /** The worst severity in it. */
  worst: Level;
}

/** The entry a stack shows and is ordered by. */
export function newest(stack: Stack): Entry {
  return stack.entries[stack.entries.length - 1]!;
}

/**
 * All events as stacks, kept up event by event. The stacks do not depend on the order of arrival: they are
 * those of sorting every event of a subject by its time (then by `seq`) and cutting wherever one lies more
 * than the window after the first of its stack. A late event has its own subject cut anew, nothing else.
 */
export class StackIndex {
  readonly #book: ScoreBook;
  /** The stacks of a subject, oldest first. */
  readonly #subjects = new Map<string, Stack[]>();
  readonly #stackOf = new Map<string, Stack>();
  /** Every stack by its newest event, the oldest stack first: what is live is added at the end. */
  readonly #ordered: Stack[] = [];

  constructor(book: ScoreBook) {
    this.#book = book;
  }

  /** How many stacks there are. */
  get size(): number {
    return this.#ordered.length;
  }

  /** The stack at a place in the timeline; 0 is the newest. */
  at(place: number): Stack | undefined {
    return this.#ordered[this.#ordered.length - 1 - place];
  }

  /** The place of a stack in the timeline; 0 is the newest. */
  placeOf(stack: Stack): number {
    return this.#ordered.length - 1 - this.#position(newest(stack).event);
  }

  /** The stack an event is in. */
  stackOf(eventId: string): Stack | undefined {
    return this.#stackOf.get(eventId);
  }

  add(event: StoredEvent): void {
    const entry = { event, meaning: this.#book.interpret(event) };
    const { group } = entry.meaning;
    const key = group?.key ?? alone(event);
    const stacks = this.#subjects.get(key) ?? [];
    this.#subjects.set(key, stacks);
    const last = stacks.at(-1);
    if (last && comesBefore(entry.event, newest(last).event)) {
      const from = startOf(stacks, event);
      const later = stacks.slice(from).flatMap(({ entries }) => entries);
      this.#recut(stacks, from, insertSorted(later, entry));
    } else if (last && group && fits(last, entry, group)) {
      this.#unplace(last);
      push(last, entry);
      this.#stackOf.set(event.id, last);
      this.#place(last);
    } else {
      this.#start(stacks, entry);
    }
  }

  /** Takes an event out, before a new version of it is added. */
  remove(event: StoredEvent): void {
    const stack = this.#stackOf.get(event.id);
    if (!stack) return;
    const group = newest(stack).meaning.group;
    const key = group?.key ?? alone(event);
    const stacks = this.#subjects.get(key) ?? [];
    const from = stacks.lastIndexOf(stack);
    const later = stacks.slice(from).flatMap(({ entries }) => entries);
    this.#stackOf.delete(event.id);
    this.#recut(
      stacks,
      from,
      later.filter((entry) => entry.event.id !== event.id),
    );
    if (stacks.length === 0) this.#subjects.delete(key);
  }

  /** Cuts the stacks from a place on anew; those before it end before anything in it. */
  #recut(stacks: Stack[], from: number, entries: readonly Entry[]): void {
    for (const stack of stacks.splice(from)) this.#unplace(stack);
    for (const entry of entries) {
      const last = stacks.length > from ? stacks.at(-1) : undefined;
      const group = entry.meaning.group;
      if (last && group && fits(last, entry, group)) push(last, entry);
      else stacks.push({ entries: [entry], worst: entry.meaning.level });
      this.#stackOf.set(entry.event.id, stacks.at(-1)!);
    }
    for (const stack of stacks.slice(from)) this.#place(stack);
  }

  #start(stacks: Stack[], entry: Entry): void {
    const stack: Stack = { entries: [entry], worst: entry.meaning.level };
    stacks.push(stack);
    this.#stackOf.set(entry.event.id, stack);
    this.#place(stack);
  }

  #place(stack: Stack): void {
    this.#ordered.splice(this.#position(newest(stack).event), 0, stack);
  }

  #unplace(stack: Stack): void {
    this.#ordered.splice(this.#position(newest(stack).event), 1);
  }

  /** Where a stack with this newest event stands in `#ordered`, or would stand. */
  #position(event: StoredEvent): number {
    let low = 0;
    let high = this.#ordered.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (comesBefore(newest(this.#ordered[middle]!).event, event)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function alone(event: StoredEvent): string {
  return `alone ${event.id}`;
}

function comesBefore(a: StoredEvent, b: StoredEvent): boolean {
  return a.time === b.time ? a.seq < b.seq : a.time < b.time;
}

/** The last stack that does not begin after an event; nothing before it changes with that event. */
function startOf(stacks: readonly Stack[], event: StoredEvent): number {
  return Math.max(
    0,
    stacks.findLastIndex(({ entries }) => !comesBefore(event, entries[0]!.event)),
  );
}

function fits(stack: Stack, entry: Entry, group: Group): boolean {
  return entry.event.time - stack.entries[0]!.event.time <= group.windowMs;
}

function push(stack: Stack, entry: Entry): void {
  stack.entries.push(entry);
  if (levelRank(entry.meaning.level) > levelRank(stack.worst)) stack.worst = entry.meaning.level;
}

function insertSorted(entries: readonly Entry[], entry: Entry): Entry[] {
  const at = entries.findIndex((other) => comesBefore(entry.event, other.event));
  return at === -1 ? [...entries, entry] : [...entries.slice(0, at), entry, ...entries.slice(at)];
}
