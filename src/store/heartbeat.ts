import { constants } from 'node:fs';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { writeWhole } from './durable-file.ts';
import { type SettingsFile, settingsFile } from './settings-file.ts';

/** How often the file is written anew, in milliseconds. */
const BEAT_MS = 15_000;
/** What is shorter cannot be told from the time between two beats. */
const SHORTEST_GAP_MS = BEAT_MS + 5000;
/** How often this process sees that it is awake, in milliseconds. */
const LOOK_MS = 1000;
const MOST_GAPS = 500;
/** An ISO 8601 time and a line break: the file is written in place and never grows. */
const LENGTH = 25;

/** A time in which nothing listened, in milliseconds since the epoch. */
export interface Gap {
  from: number;
  to: number;
  /**
   * Only the wall clock tells of it: the machine slept or was paused, in which the other clock stands still, or else the
   * wall clock was set ahead.
   */
  leapt?: true | undefined;
}

/** A gap as files and messages have it. */
export const gapSchema = z.object({ from: z.number(), to: z.number(), leapt: z.literal(true).optional() });
const schema = z.object({ gaps: z.array(gapSchema).default([]) });
type Kept = z.infer<typeof schema>;

export interface HeartbeatOptions {
  /** When the newest event was received, in milliseconds since the epoch; absent: there is none. */
  lastReceived?: number | undefined;
  /** Told when a gap was noted after the start. */
  onGap?: () => void;
  now?: number;
}

/**
 * Leaves word that this process listens, so that the next start knows since when nothing did: one small file
 * (`heartbeat`) written in place. While it runs it sees by its own clocks when it stood still. Of the two, the monotonic
 * one goes on in a process that was stopped, and stands still in a machine that sleeps. A wall clock that was put back
 * shows no gap.
 */
export class Heartbeat {
  #gaps: readonly Gap[];
  readonly #kept: SettingsFile<Kept>;
  readonly #file: FileHandle | undefined;
  readonly #onGap: () => void;
  #timer: NodeJS.Timeout | undefined;
  #last = clocks();
  #noting: Promise<void> | undefined;
  #written = Number.NEGATIVE_INFINITY;

  private constructor(
    gaps: readonly Gap[],
    kept: SettingsFile<Kept>,
    file: FileHandle | undefined,
    onGap: () => void,
  ) {
    this.#gaps = gaps;
    this.#kept = kept;
    this.#file = file;
    this.#onGap = onGap;
  }

  /** Notes the gap that ends now, and begins to beat. A disk that takes nothing costs the beat, not the start. */
  static async start(
    dataDir: string,
    { lastReceived, onGap = () => {}, now = Date.now() }: HeartbeatOptions = {},
  ): Promise<Heartbeat> {
    const path = join(dataDir, 'heartbeat');
    const last = Date.parse((await readFile(path, 'latin1').catch(() => '')).trim());
    const file = settingsFile<Kept>(join(dataDir, 'gaps.json'), schema, () => ({ gaps: [] }));
    const { gaps } = await file.read().catch((): Kept => ({ gaps: [] }));
    const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600).catch(() => undefined);
    const heartbeat = new Heartbeat(gaps, file, handle, onGap);
    // An event came after the last beat; one of the future was received by a clock that was wrong then.
    const from = lastReceived !== undefined && lastReceived <= now ? Math.max(last, lastReceived) : last;
    // Once it beats, nobody would know of the gap any more.
    if (now - from >= SHORTEST_GAP_MS) await heartbeat.#note({ from, to: now });
    heartbeat.#begin();
    return heartbeat;
  }

  /** Oldest first. */
  get gaps(): readonly Gap[] {
    return this.#gaps;
  }

  /** This process is awake now; where it was not for long, that is noted. */
  awake(): void {
    const now = clocks();
    const passed = now.monotonic - this.#last.monotonic;
    const late = Math.max(passed, now.wall - this.#last.wall);
    this.#last = now;
    if (late < SHORTEST_GAP_MS) return;
    const leapt = passed < SHORTEST_GAP_MS && { leapt: true as const };
    this.#noting = this.#note({ from: Math.round(now.wall - late), to: now.wall, ...leapt });
    this.#onGap();
  }

  /** Writes the time of the stop. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.awake();
    await this.#noting;
    await this.#beat();
    await this.#file?.close();
  }

  #begin(): void {
    this.#last = clocks();
    this.#look();
    this.#timer = setInterval(() => this.#look(), LOOK_MS).unref();
  }

  #look(): void {
    this.awake();
    if (this.#last.monotonic - this.#written < BEAT_MS) return;
    this.#written = this.#last.monotonic;
    void this.#beat();
  }

  async #note(gap: Gap): Promise<void> {
    const gaps = [...this.#gaps, gap].slice(-MOST_GAPS);
    this.#gaps = gaps;
    await this.#kept
      .update((kept) => {
        kept.gaps = [...gaps];
      })
      .catch(() => {});
  }

  async #beat(): Promise<void> {
    if (!this.#file) return;
    const text = `${new Date(this.#last.wall).toISOString()}\n`;
    if (text.length === LENGTH) await writeWhole(this.#file, Buffer.from(text), 0).catch(() => {});
  }
}

/** Both in milliseconds: since the epoch, and since any moment. */
function clocks(): { wall: number; monotonic: number } {
  return { wall: Date.now(), monotonic: performance.now() };
}
