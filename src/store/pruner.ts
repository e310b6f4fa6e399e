import { type Pruned, type PrunedLog, type PruneOptions, pruneLog } from './pruning.ts';

/** What keeps a store within its limits works with. */
export interface PrunerParts {
  log: PrunedLog;
  /** Resolves when nothing more is read or written beside the log, as far as it comes to that. */
  ready(): Promise<unknown>;
  /** Why the whole history is not known; undefined where it is. */
  lacking(): string | undefined;
  /** Called when something was given up. */
  done(): Promise<void>;
}

/** Gives up what the limits do not keep, one such work at a time. */
export class Pruner {
  readonly #parts: PrunerParts;
  #under: Promise<unknown> = Promise.resolve();

  constructor(parts: PrunerParts) {
    this.#parts = parts;
  }

  /** @throws Error when the whole history cannot be known: what is not would be taken for room to give back. */
  run(options: PruneOptions): Promise<Pruned> {
    const work = this.#under.then(() => this.#prune(options));
    this.#under = work.catch(() => {});
    return work;
  }

  /** Resolves when no such work is under way. */
  async quiet(): Promise<void> {
    await this.#under;
  }

  async #prune(options: PruneOptions): Promise<Pruned> {
    const { log, ready, lacking, done } = this.#parts;
    await ready();
    const lack = lacking();
    if (lack !== undefined) throw new Error(`Nothing was given up: ${lack}`);
    const pruned = await pruneLog(log, options);
    if (!options.dryRun) await done();
    return pruned;
  }
}
