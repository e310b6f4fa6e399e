import type { Place } from '../store/event-table.ts';
import { jsonIn } from './json-in.ts';
import type { Message } from './read-messages.ts';
import { WireError } from './receiver-word.ts';
import { recordIn } from './record-message.ts';
import { readTold } from './told-json.ts';
import { MESSAGES, type MessageName, type MessageOf, PLACED_RECORD, RECORD } from './wire.ts';

/** A record that a receiver told, and where it lies in the log that both can read. */
export interface ToldRecord {
  name: typeof RECORD;
  line: Buffer;
  place?: Place;
}

export type CheckedMessage =
  | ToldRecord
  | { [N in MessageName]: { name: N; data: MessageOf<N> } }[MessageName];

/**
 * What a message of a receiver says; undefined for one that a newer receiver may tell.
 *
 * @param isTrusted it is of this machine, so that the places it tells are those of a log to be read here
 * @throws WireError for what is none, ExcessError
 */
export function checkedMessage({ name, data }: Message, isTrusted: boolean): CheckedMessage | undefined {
  if (name === RECORD || name === PLACED_RECORD) {
    const { line, place } = recordIn(name, data);
    if (!isTrusted) return { name: RECORD, line };
    if (!place) throw new WireError('it tells records without their places');
    return { name: RECORD, line, place };
  }
  if (!Object.hasOwn(MESSAGES, name)) return undefined;
  const known = name as MessageName;
  const parsed = MESSAGES[known].safeParse(isTrusted ? jsonIn(data) : readTold(known, data));
  if (!parsed.success) throw new WireError('it says what this version does not understand');
  return { name: known, data: parsed.data } as CheckedMessage;
}
