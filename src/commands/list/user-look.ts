import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredEvent } from '../../event.ts';
import { USER_STATE_FILE, UserState } from '../../store/user-state.ts';

/** What the user did to events, while another process may be writing it down. */
export interface UserLook {
  /** As {@link UserState.flagsOf}. */
  flagsOf(event: StoredEvent): number;
  /** Whether the user may have done something to an event, by the CRC-32 of its id. */
  mayHaveTouched(idHash: number): boolean;
  /** Looks again. */
  refresh(): Promise<void>;
}

/** @throws UsageError as {@link UserState.open} */
export async function lookAtUser(dataDir: string): Promise<UserLook> {
  let user: UserState;
  let touched: ReadonlySet<number>;
  let stamp: string | undefined;
  async function refresh(): Promise<void> {
    const now = await stampOf(join(dataDir, USER_STATE_FILE));
    if (now === stamp) return;
    user = await UserState.open(dataDir);
    touched = user.touched();
    stamp = now;
  }
  await refresh();
  return {
    flagsOf: (event) => user.flagsOf(event),
    mayHaveTouched: (idHash) => touched.has(idHash),
    refresh,
  };
}

async function stampOf(path: string): Promise<string> {
  const { ino, mtimeNs, size } = await stat(path, { bigint: true }).catch(() => ({
    ino: 0,
    mtimeNs: 0,
    size: 0,
  }));
  return `${ino} ${mtimeNs} ${size}`;
}
