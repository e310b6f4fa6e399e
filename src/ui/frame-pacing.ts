/** At most one notification in this time: a flood costs frames, not keys. */
const FRAME_MS = 33;
/** A frame is followed by this many times its own length without one: most of a flood's time is the receiver's. */
const REST = 8;
/** But never longer than this: a process that is stopped while it draws has been at it until it goes on. */
const LONGEST_REST_MS = 1000;

/** Says when to draw: soon after each change, and never too often. */
export class FramePacing {
  /** Grows with each change, also with what is not drawn yet. */
  changes = 0;
  #version = 0;
  readonly #listeners = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  #notifiedAt = Number.NEGATIVE_INFINITY;
  /** How long the last frame took to draw. */
  #frameMs = 0;

  /** For `useSyncExternalStore`: changes whenever there is something new to draw. */
  readonly version = (): number => this.#version;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly touch = (): void => {
    this.changes += 1;
    if (this.#timer) return;
    const rest = Math.min(Math.max(FRAME_MS, this.#frameMs * REST), LONGEST_REST_MS);
    const wait = this.#notifiedAt + rest - performance.now();
    if (wait <= 0) this.#notify();
    else this.#timer = setTimeout(() => this.#notify(), wait);
  };

  close(): void {
    clearTimeout(this.#timer);
  }

  #notify(): void {
    this.#timer = undefined;
    this.#notifiedAt = performance.now();
    this.#version += 1;
    for (const listener of this.#listeners) listener();
    // React draws in a microtask of its own, which was queued before this one.
    queueMicrotask(() => {
      this.#frameMs = performance.now() - this.#notifiedAt;
    });
  }
}
