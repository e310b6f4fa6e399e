const KEPT = 500;

/** A request that was refused, as the user may see it: never the token, never the body. */
export interface Rejection {
  /** ISO 8601 in UTC. */
  time: string;
  address: string;
  status: number;
  reason: string;
  /** Name of the token, where one was recognised. */
  token?: string;
}

/** The last refusals. Proxmox shows its operator only a number, so the reason has to be seen here. */
export class Rejections {
  #total = 0;
  readonly #kept: Rejection[] = [];
  readonly #listeners = new Set<(rejection: Rejection) => void>();

  /** How many there were since the program started. */
  get total(): number {
    return this.#total;
  }

  /** The last 500, oldest first. */
  get recent(): readonly Rejection[] {
    return this.#kept;
  }

  add(rejection: Rejection): void {
    this.#total += 1;
    this.#kept.push(rejection);
    if (this.#kept.length > KEPT) this.#kept.shift();
    for (const listener of this.#listeners) listener(rejection);
  }

  subscribe(listener: (rejection: Rejection) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
