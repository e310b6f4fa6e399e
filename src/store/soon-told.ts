/** Those who want to know when something changed; each is told in a turn of its own, as one that throws must harm nobody. */
export class SoonTold {
  readonly #listeners = new Set<() => void>();

  /** From now on tells `listener`; returns how to stop. */
  add(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(): void {
    for (const listener of this.#listeners) queueMicrotask(listener);
  }
}
