import type { Followers } from './followers.ts';
import type { History } from './history.ts';
import { Turns } from './turns.ts';
import type { UserState } from './user-state.ts';

/** Who keeps what the user does to events. */
export interface FlagKeepers {
  history: History;
  user: UserState;
  followers: Followers;
}

/** Sets a flag of events or takes it away, leaving the event loop free in between; the user's file is not written yet. */
export async function flagSlots(
  { history, user, followers }: FlagKeepers,
  slots: readonly number[],
  flag: number,
  on: boolean,
): Promise<void> {
  const { table } = history;
  const turns = new Turns();
  for (const slot of slots) {
    const event = table.holds(slot) ? history.event(slot) : undefined;
    if (event) {
      user.set(event, flag, on);
      history.setFlag(slot, flag, on);
    }
    if (turns.over) await turns.next();
  }
  followers.marked(slots.filter((slot) => table.holds(slot)));
}
