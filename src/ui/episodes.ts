import { isOfAgenda, isOfEpisode, isSettled } from '../score/roles.ts';
import type { StackIndex } from '../score/stacks.ts';
import type { EventTable } from '../store/event-table.ts';
import { MOST_WALKED } from './stack-state.ts';

/** Whether an event wants no attention, whatever its level: of the agenda, or of an episode that has come to rest. */
export function isOver(slot: number, table: EventTable, stacks: StackIndex): boolean {
  if (isOfAgenda(table.role(slot))) return true;
  if (!isOfEpisode(table.role(slot))) return false;
  const stack = stacks.stackOf(slot);
  return stack !== undefined && isSettled(table.role(stack.head));
}

/** The others of an event's episode, the newest first: what opens or closes it changes whether they want attention. */
export function* othersOfEpisode(slot: number, table: EventTable, stacks: StackIndex): Generator<number> {
  const stack = isOfEpisode(table.role(slot)) && stacks.stackOf(slot);
  if (!stack) return;
  let left = MOST_WALKED;
  for (const other of stacks.slotsOf(stack)) {
    if (other !== slot) yield other;
    left -= 1;
    if (left === 0) return;
  }
}
