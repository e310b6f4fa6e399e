import { type Loading, loadOlder } from './load-older.ts';

/** Listeners hear of the progress this often, in milliseconds. */
const PROGRESS_MS = 500;

/** Brings in the history that was not read when the store was opened, once, and says how far that is. */
export class Indexing {
  readonly #parts: Omit<Loading, 'isTouched' | 'progress' | 'closing'>;
  readonly #touched: () => Loading['isTouched'];
  readonly #tell: () => void;
  #running: Promise<void> | undefined;
  #bytes = 0;
  #toldAt = 0;
  #closing = false;
  #complete = false;

  /**
   * @param touched as it is when the reading begins
   * @param tell calls who listens
   */
  constructor(
    parts: Omit<Loading, 'isTouched' | 'progress' | 'closing'>,
    touched: () => Loading['isTouched'],
    tell: () => void,
  ) {
    this.#parts = parts;
    this.#touched = touched;
    this.#tell = tell;
  }

  /** How much of the history has been read, from 0 to 1; absent when all of it has. */
  get share(): number | undefined {
    const { olderBytes } = this.#parts.log;
    return this.#bytes < olderBytes ? this.#bytes / olderBytes : undefined;
  }

  /** Whether every record that can be known is: not while it runs, and not when it was stopped or came upon an error. */
  get complete(): boolean {
    return this.#complete;
  }

  /** Resolves when all of it is known, or when that was given up: see {@link complete}. */
  run(): Promise<void> {
    this.#running ??= this.#run();
    return this.#running;
  }

  /** Stops; resolves when it has. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    const { log } = this.#parts;
    try {
      await loadOlder({
        ...this.#parts,
        isTouched: this.#touched(),
        progress: (bytes) => {
          this.#bytes += bytes;
          this.#tellProgress();
        },
        closing: () => this.#closing,
      });
      this.#complete = !this.#closing;
    } catch (error) {
      // What can be read is shown and what comes is stored; the rest is said.
      log.problems.unread = (error as Error).message;
    }
    if (this.#closing) return;
    this.#bytes = log.olderBytes;
    this.#tell();
  }

  /** A screen drawn anew at every step would take more time than the steps. */
  #tellProgress(): void {
    const now = performance.now();
    if (now - this.#toldAt < PROGRESS_MS) return;
    this.#toldAt = now;
    this.#tell();
  }
}
