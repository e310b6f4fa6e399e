/** While nothing can be stored, this often it is tried whether the disk has recovered, in milliseconds. */
const PROBE_MS = 3000;

/** Why nothing can be stored at present; `undefined` while all is well. */
export type StorageTrouble = { code: string; message: string } | undefined;

/**
 * Whether events can be stored. While they cannot, the disk is tried again and again: a sender that was refused
 * does not come back, so that nobody else finds out that there is room again.
 */
export class StorageHealth {
  trouble: StorageTrouble;
  readonly #probe: () => Promise<void>;
  readonly #changed: () => void;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /**
   * @param probe throws while the disk takes no writes
   * @param changed told of each trouble that begins or ends
   */
  constructor(probe: () => Promise<void>, changed: () => void) {
    this.#probe = probe;
    this.#changed = changed;
  }

  good(): void {
    clearTimeout(this.#timer);
    const changed = this.trouble !== undefined;
    this.trouble = undefined;
    if (changed) this.#changed();
  }

  failed({ code = 'EIO', message }: NodeJS.ErrnoException): void {
    this.trouble = { code, message };
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(() => void this.#tryAgain(), PROBE_MS).unref();
    this.#changed();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #tryAgain(): Promise<void> {
    await this.#probe().then(
      () => this.good(),
      (error: NodeJS.ErrnoException) => this.failed(error),
    );
  }
}
