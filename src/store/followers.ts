import type { LogLine } from './log-lines.ts';

/** What became of an event, as bits of `FLAG`, by its `seq`. */
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

/** All who follow a log. */
export class Followers implements LogFollower {
  readonly #following = new Set<LogFollower>();

  /** How many follow. */
  get size(): number {
    return this.#following.size;
  }

  /** Nobody follows: what is told need not be made. */
  get none(): boolean {
    return this.#following.size === 0;
  }

  /** From now on tells a follower, too; returns how to stop. Must not throw. */
  add(follower: LogFollower): () => void {
    this.#following.add(follower);
    return () => this.#following.delete(follower);
  }

  stored(lines: readonly LogLine[]): void {
    for (const each of this.#following) each.stored(lines);
  }

  flagged(flags: readonly SeqFlags[]): void {
    if (flags.length > 0) for (const each of this.#following) each.flagged(flags);
  }

  dropped(seqs: readonly number[]): void {
    if (seqs.length > 0) for (const each of this.#following) each.dropped(seqs);
  }

  rewritten(segment: number): void {
    for (const each of this.#following) each.rewritten(segment);
  }
}
