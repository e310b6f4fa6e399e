import { constants } from 'node:fs';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { writeWhole } from './durable-file.ts';
import { settingsFile } from './settings-file.ts';

/** How often the file is written anew, in milliseconds. */
const BEAT_MS = 15_000;
/** What is shorter cannot be told from the time between two beats. */
const SHORTEST_GAP_MS = BEAT_MS + 5000;
const MOST_GAPS = 500;
/** An ISO 8601 time and a line break: the file is written in place and never grows. */
const LENGTH = 25;

/** A time in which nothing listened, in milliseconds since the epoch. */
export interface Gap {
  from: number;
  to: number;
}

const schema = z.object({ gaps: z.array(z.object({ from: z.number(), to: z.number() })).default([]) });

/**
 * Leaves word that this process listens, so that the next start knows since when nothing did: one small file
 * (`heartbeat`) written in place. Times are the wall clock's: a clock that was put back shows no gap, and one that
 * jumped ahead while the receiver ran shows none either.
 */
export class Heartbeat {
  readonly gaps: readonly Gap[];
  readonly #file: FileHandle | undefined;
  readonly #timer: NodeJS.Timeout;

  private constructor(gaps: readonly Gap[], file: FileHandle | undefined) {
    this.gaps = gaps;
    this.#file = file;
    void this.#beat();
    this.#timer = setInterval(() => void this.#beat(), BEAT_MS).unref();
  }

  /** Notes the gap that ends now, and begins to beat. A disk that takes nothing costs the beat, not the start. */
  static async start(dataDir: string, now = Date.now()): Promise<Heartbeat> {
    const path = join(dataDir, 'heartbeat');
    const last = Date.parse((await readFile(path, 'latin1').catch(() => '')).trim());
    const file = settingsFile(join(dataDir, 'gaps.json'), schema, () => ({ gaps: [] as Gap[] }));
    let { gaps } = await file.read().catch(() => ({ gaps: [] as Gap[] }));
    if (now - last >= SHORTEST_GAP_MS) {
      gaps = [...gaps, { from: last, to: now }].slice(-MOST_GAPS);
      await file
        .update((kept) => {
          kept.gaps = gaps;
        })
        .catch(() => {});
    }
    const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600).catch(() => undefined);
    return new Heartbeat(gaps, handle);
  }

  /** Writes the time of the stop. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beat();
    await this.#file?.close();
  }

  async #beat(): Promise<void> {
    if (!this.#file) return;
    const text = `${new Date().toISOString()}\n`;
    if (text.length === LENGTH) await writeWhole(this.#file, Buffer.from(text), 0).catch(() => {});
  }
}
