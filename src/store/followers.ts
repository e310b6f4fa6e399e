import type { StoredEvent } from '../event.ts';
import type { EventLog } from './event-log.ts';
import { FATE } from './event-table.ts';
import type { History } from './history.ts';
import type { LogLine } from './log-lines.ts';
import type { UserState } from './user-state.ts';

/** What became of an event, as bits of {@link FATE}, by its `seq`. */
export type SeqFlags = readonly [seq: number, flags: number];

/** Told of what changes in a log, and of what the user does, so that another process can keep up with it. */
export interface LogFollower {
  /** Records are on disk and known. What is told of their flags was told before. */
  stored(lines: readonly LogLine[]): void;
  flagged(flags: readonly SeqFlags[]): void;
  /** Events were given up. */
  dropped(seqs: readonly number[]): void;
  /** A segment was written anew or removed: what of it stays lies elsewhere. */
  rewritten(segment: number): void;
}

/** All who follow a store, and what they are told of it. */
export class Followers {
  readonly #following = new Set<LogFollower>();
  readonly #history: History;
  readonly #user: Pick<UserState, 'flagsOf'>;
  readonly #log: Pick<EventLog, 'places' | 'records'>;

  constructor(history: History, user: Pick<UserState, 'flagsOf'>, log: Pick<EventLog, 'places' | 'records'>) {
    this.#history = history;
    this.#user = user;
    this.#log = log;
  }

  get size(): number {
    return this.#following.size;
  }

  /** From now on tells a follower, too; returns how to stop. Must not throw. */
  add(follower: LogFollower): () => void {
    this.#following.add(follower);
    return () => this.#following.delete(follower);
  }

  /** What became of all events, as far as anything did. */
  *fates(): Generator<SeqFlags> {
    const { table } = this.#history;
    for (const slot of table.slots()) if ((table.flags(slot) & FATE) !== 0) yield this.#fateAt(slot);
  }

  /** The events of the last write to the log are known. */
  committed(events: readonly StoredEvent[]): void {
    if (this.#following.size === 0) return;
    this.#tellFates(events.flatMap((event) => this.#fateOf(event)));
    const { places, records } = this.#log;
    const lines = events.map(({ seq }, at) => ({
      seq,
      line: records[at]!.subarray(0, -1),
      place: places[at]!,
    }));
    for (const each of this.#following) each.stored(lines);
  }

  /** Something became of events. */
  marked(slots: readonly number[]): void {
    this.#tellFates(slots.map((slot) => this.#fateAt(slot)));
  }

  dropped(seqs: readonly number[]): void {
    if (seqs.length > 0) for (const each of this.#following) each.dropped(seqs);
  }

  rewritten(segment: number): void {
    for (const each of this.#following) each.rewritten(segment);
  }

  #tellFates(fates: readonly SeqFlags[]): void {
    if (fates.length > 0) for (const each of this.#following) each.flagged(fates);
  }

  /** What became of an event that has just come, as its score or as the user wanted it for its earlier versions. */
  #fateOf(event: StoredEvent): SeqFlags[] {
    if (event.externalID === undefined && event.triage === undefined) return [];
    const flags = this.#user.flagsOf(event) & FATE;
    return flags === 0 ? [] : [[event.seq, flags]];
  }

  #fateAt(slot: number): SeqFlags {
    const { table } = this.#history;
    return [table.seq(slot), table.flags(slot) & FATE];
  }
}
