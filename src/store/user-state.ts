import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import * as z from 'zod';
import type { StoredEvent } from '../event.ts';
import { FLAG } from './event-table.ts';
import { type SettingsFile, settingsFile } from './settings-file.ts';

/** Where it is, in the data directory. */
export const USER_STATE_FILE = 'user-state.json';

const schema = z.object({
  /** Ids of events. */
  acked: z.array(z.string()).default([]),
  dismissed: z.array(z.string()).default([]),
  /** Those of which the user took back what became of them as they arrived. */
  cleared: z.array(z.string()).default([]),
  /** When the timeline was last left, ISO 8601. */
  lastVisit: z.string().optional(),
  /** The largest `seq` there was then. */
  lastSeen: z.number().optional(),
});
type Kept = z.infer<typeof schema>;

/** What the user did to events, and when they last looked; kept in `user-state.json` beside the log. */
export class UserState {
  readonly #file: SettingsFile<Kept>;
  readonly #acked: Set<string>;
  readonly #dismissed: Set<string>;
  readonly #cleared: Set<string>;
  #lastVisit: string | undefined;
  #lastSeen: number | undefined;
  #writing: Promise<void> | undefined;
  #changed = false;

  private constructor(file: SettingsFile<Kept>, { acked, dismissed, cleared, lastVisit, lastSeen }: Kept) {
    this.#file = file;
    this.#acked = new Set(acked);
    this.#dismissed = new Set(dismissed);
    this.#cleared = new Set(cleared);
    this.#lastVisit = lastVisit;
    this.#lastSeen = lastSeen;
  }

  /** @throws UsageError naming the file when it is damaged. */
  static async open(dataDir: string): Promise<UserState> {
    const file = settingsFile<Kept>(join(dataDir, USER_STATE_FILE), schema, () => ({
      acked: [],
      dismissed: [],
      cleared: [],
    }));
    return new UserState(file, await file.read());
  }

  /** When the timeline was last left; absent at the first visit. */
  get lastVisit(): string | undefined {
    return this.#lastVisit;
  }

  /** The largest `seq` there was then. */
  get lastSeen(): number | undefined {
    return this.#lastSeen;
  }

  /** The flags of an event, as bits of {@link FLAG}: what became of it on arrival, and what the user did. */
  flagsOf({ id, triage }: Pick<StoredEvent, 'id' | 'triage'>): number {
    const arrived = triage !== undefined && !this.#cleared.has(id) ? FLAG[triage] : 0;
    if (this.#acked.size + this.#dismissed.size === 0) return arrived;
    return arrived | (this.#acked.has(id) ? FLAG.acked : 0) | (this.#dismissed.has(id) ? FLAG.dismissed : 0);
  }

  /** CRC-32 of the ids of events that have flags. */
  touched(): Set<number> {
    return new Set([...this.#acked, ...this.#dismissed, ...this.#cleared].map((id) => crc32(id)));
  }

  /** Notes a flag of an event; {@link save} makes it last. */
  set({ id, triage }: Pick<StoredEvent, 'id' | 'triage'>, flag: number, on: boolean): void {
    const ids = flag === FLAG.acked ? this.#acked : this.#dismissed;
    if (on) ids.add(id);
    else ids.delete(id);
    if (triage === undefined || FLAG[triage] !== flag) return;
    if (on) this.#cleared.delete(id);
    else this.#cleared.add(id);
  }

  /** @param seq the largest there is */
  visited(time: Date, seq: number): void {
    this.#lastVisit = time.toISOString();
    this.#lastSeen = seq;
  }

  /** Forgets what was done to an event that is gone. */
  forget(id: string): void {
    this.#acked.delete(id);
    this.#dismissed.delete(id);
    this.#cleared.delete(id);
  }

  /**
   * Writes the file; what is noted while one write is under way goes into the next.
   *
   * @throws Error from the file system
   */
  save(): Promise<void> {
    this.#changed = true;
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#changed) {
      this.#changed = false;
      await this.#file.update((kept) => {
        kept.acked = [...this.#acked];
        kept.dismissed = [...this.#dismissed];
        kept.cleared = [...this.#cleared];
        if (this.#lastVisit !== undefined) kept.lastVisit = this.#lastVisit;
        if (this.#lastSeen !== undefined) kept.lastSeen = this.#lastSeen;
      });
    }
  }
}
