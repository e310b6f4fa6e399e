interface Waiting<T, R> {
  item: T;
  done: (result: R) => void;
  fail: (error: Error) => void;
}

/**
 * Writes what arrives together as one: whatever comes while one write is under way goes into the next, so that many
 * senders share one sync.
 */
export class GroupCommit<T, R> {
  readonly #write: (items: T[]) => Promise<R[]>;
  #queue: Waiting<T, R>[] = [];
  #working: Promise<void> | undefined;

  /** @param write makes all items durable and gives each its result, or throws for all of them */
  constructor(write: (items: T[]) => Promise<R[]>) {
    this.#write = write;
  }

  /** Resolves when the item is durable. */
  add(item: T): Promise<R> {
    return new Promise((done, fail) => {
      this.#queue.push({ item, done, fail });
      this.#working ??= this.#work();
    });
  }

  /** Resolves when no write is under way. */
  async quiet(): Promise<void> {
    while (this.#working) await this.#working;
  }

  async #work(): Promise<void> {
    while (this.#queue.length > 0) {
      const group = this.#queue;
      this.#queue = [];
      try {
        const results = await this.#write(group.map(({ item }) => item));
        for (const [at, { done }] of group.entries()) done(results[at]!);
      } catch (error) {
        for (const { fail } of group) fail(error as Error);
      }
    }
    this.#working = undefined;
  }
}
