import { OUTSIDE, type Rejection } from '../rejection.ts';

/** Refusals that are kept; the oldest make room. */
export const KEPT_REJECTIONS = 500;
/** Of those, connections from where none may come: they cost nobody an event. */
export const KEPT_OUTSIDE = 50;

/** Of these, as many of the last may be met by more of the same: who knocks does so in turn, in more ways than one. */
const LATELY = 50;

/** A refusal as it happens. */
export type NewRejection = Omit<Rejection, 'times' | 'since'>;

/** The last refusals. Proxmox shows its operator only a number, so the reason has to be seen here. */
export class Rejections {
  readonly #kept: Rejection[];
  readonly #listeners = new Set<(rejection: NewRejection) => void>();

  /** @param kept those of earlier runs, oldest first */
  constructor(kept: readonly Rejection[] = []) {
    this.#kept = kept.slice(-KEPT_REJECTIONS);
  }

  /** The last 500, oldest first. */
  get recent(): readonly Rejection[] {
    return this.#kept;
  }

  add(rejection: NewRejection): void {
    const from = this.#kept.length - LATELY;
    const at = this.#kept.findLastIndex((each, place) => place >= from && isRepeated(rejection, each));
    if (at >= 0) {
      const [before] = this.#kept.splice(at, 1) as [Rejection];
      const { time, reason } = rejection;
      this.#kept.push({ ...before, time, reason, times: before.times + 1 });
    } else {
      this.#kept.push({ ...rejection, times: 1, since: rejection.time });
      if (isOutside(rejection)) this.#forgetOutside();
      if (this.#kept.length > KEPT_REJECTIONS) this.#kept.shift();
    }
    for (const listener of this.#listeners) listener(rejection);
  }

  #forgetOutside(): void {
    const outside = this.#kept.filter(isOutside);
    if (outside.length > KEPT_OUTSIDE) this.#kept.splice(this.#kept.indexOf(outside[0]!), 1);
  }

  subscribe(listener: (rejection: NewRejection) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function isOutside({ reason }: NewRejection): boolean {
  return reason === OUTSIDE;
}

/** The statuses of requests of a known sender that were refused before anybody looked at what they bring. */
const AT_THE_DOOR: readonly number[] = [401, 429];

/**
 * Who knocks again and again, with a token that may not come in or too often, must not push out what was refused of a
 * known sender for what it brought, each an event lost.
 */
function isRepeated(rejection: NewRejection, last: Rejection): boolean {
  return (
    rejection.token === last.token &&
    (rejection.token === undefined || AT_THE_DOOR.includes(rejection.status)) &&
    rejection.address === last.address &&
    rejection.status === last.status &&
    // Who tries one path after the other has the last of them told.
    (rejection.reason === last.reason || rejection.status === 404)
  );
}
