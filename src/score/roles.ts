import type { Group } from './score-book.ts';

/**
 * How an event takes part in its stack, in one byte: the kind in the lowest two bits, then how the stack shows itself
 * while this event is its newest.
 */
export const ROLE = {
  /** One of several alike, or alone. */
  member: 0,
  /** A subject leaves its rest. */
  opens: 1,
  /** It is still away. */
  continues: 2,
  /** It is at rest again. */
  closes: 3,
  /** The stack shows the severity of its newest event, not the worst. */
  current: 4,
  /** An episode that is over still wants attention. */
  lingers: 8,
  /** It is of the agenda, which never wants attention. */
  agenda: 16,
} as const;

const KIND = 3;

/** Whether an event brings its subject to rest. */
export function isClosing(role: number): boolean {
  return (role & KIND) === ROLE.closes;
}

/** Whether an episode with this newest event is over and wants no more attention. */
export function isSettled(role: number): boolean {
  return isClosing(role) && (role & ROLE.lingers) === 0;
}

/** Whether an event is of the agenda. */
export function isOfAgenda(role: number): boolean {
  return (role & ROLE.agenda) !== 0;
}

/** Whether an event is of an episode. */
export function isOfEpisode(role: number): boolean {
  return (role & KIND) !== ROLE.member;
}

/** The role of an event in the stack of its group. */
export function roleOf({
  role,
  header,
  closedSeverity,
}: Pick<Group, 'role' | 'header' | 'closedSeverity'>): number {
  const kind = role === 'group' || role === 'repeats' ? ROLE.member : ROLE[role];
  const shows = header === 'current' ? ROLE.current : 0;
  return kind | shows | (closedSeverity === 'warning' ? ROLE.lingers : 0);
}
