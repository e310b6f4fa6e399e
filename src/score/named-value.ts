import { type IncomingEvent, isAbsent } from '../event.ts';

/** What an event says under names: its own metadata, and what was read from its texts. */
export type Named = Pick<IncomingEvent, 'metadata' | 'derived'>;

/** Not a name of the metadata, where it would stand for the event's own. */
const TITLE = 'title';

/**
 * What an event has under a name of its metadata: what the sender gave, or else what was read from the texts. Whoever
 * asks an event by a name asks here, so that templates, rules, searches and the screen agree.
 */
export function namedValue({ metadata, derived }: Named, name: string): unknown {
  const own = Object.hasOwn(metadata, name) ? metadata[name] : undefined;
  if (derived === undefined || !isAbsent(own)) return own;
  return isDerived({ metadata, derived }, name) ? derived[name] : own;
}

/** Whether what an event has under a name was read from its texts. */
export function isDerived({ metadata, derived }: Named, name: string): boolean {
  if (derived === undefined || name === TITLE || !Object.hasOwn(derived, name)) return false;
  return !Object.hasOwn(metadata, name) || isAbsent(metadata[name]);
}

/** The names that {@link namedValue} has something for. */
export function namesOf({ metadata, derived }: Named): string[] {
  const own = Object.keys(metadata);
  if (derived === undefined) return own;
  const others = Object.keys(derived).filter((name) => name !== TITLE && !Object.hasOwn(metadata, name));
  return [...own, ...others];
}

/** A title for the row, where the one that was sent is clumsy. */
export function derivedTitle({ derived }: Named): string | undefined {
  const title = derived?.[TITLE];
  return typeof title === 'string' ? title : undefined;
}
