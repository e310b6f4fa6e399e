import { FLAG } from '../store/event-table.ts';
import { post, type ReceiverAddress } from './receiver-link.ts';
import { MARKS_AT_ONCE, type Marks, markedSchema, PATHS } from './wire.ts';

/**
 * Has a receiver set or clear a flag of events.
 *
 * @returns the `seq` of those that it does not know by it
 * @throws AnswerError, or an error of the connection
 */
export async function askMarks(
  address: ReceiverAddress,
  seqs: readonly number[],
  flag: number,
  on: boolean,
): Promise<number[]> {
  const unknown: number[] = [];
  for (let from = 0; from < seqs.length; from += MARKS_AT_ONCE) {
    const some = seqs.slice(from, from + MARKS_AT_ONCE);
    const marks: Marks = { flag: flag === FLAG.acked ? 'acked' : 'dismissed', on, seqs: some };
    unknown.push(...markedSchema.parse(await post(address, PATHS.marks, marks)).unknown);
  }
  return unknown;
}
