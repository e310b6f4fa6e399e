const WINDOW_S = 60;

/** Counts what arrived in the last sixty seconds, by a clock that nobody sets. */
export class ArrivalRate {
  readonly #seconds = new Map<number, number>();

  /** @param ago whole seconds since it arrived */
  count(ago = 0): void {
    if (ago >= WINDOW_S) return;
    const second = Math.floor(performance.now() / 1000) - ago;
    this.#seconds.set(second, (this.#seconds.get(second) ?? 0) + 1);
  }

  lastMinute(): number {
    const oldest = Math.floor(performance.now() / 1000) - WINDOW_S;
    let sum = 0;
    for (const [second, count] of this.#seconds) {
      if (second > oldest) sum += count;
      else this.#seconds.delete(second);
    }
    return sum;
  }
}
