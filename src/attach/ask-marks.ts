import { FLAG } from '../store/event-table.ts';
import { AnswerError, LateError } from './link-error.ts';
import { post, type ReceiverAddress } from './receiver-link.ts';
import { whyLost } from './stay-on-line.ts';
import { MARKS_AT_ONCE, type Marks, markedSchema, PATHS } from './wire.ts';

/**
 * Has a receiver set or clear a flag of events.
 *
 * @returns the `seq` of those that it does not know by it
 * @throws Error in words where it cannot be asked or refuses
 */
export async function askMarks(
  address: ReceiverAddress,
  seqs: readonly number[],
  flag: number,
  on: boolean,
): Promise<number[]> {
  let unknown: number[] = [];
  for (let from = 0; from < seqs.length; from += MARKS_AT_ONCE) {
    const some = seqs.slice(from, from + MARKS_AT_ONCE);
    const marks: Marks = { flag: flag === FLAG.acked ? 'acked' : 'dismissed', on, seqs: some };
    const answer = await post(address, PATHS.marks, marks).catch((error: Error) => {
      throw new Error(whyNot(error));
    });
    unknown = unknown.concat(markedSchema.parse(answer).unknown);
  }
  return unknown;
}

function whyNot(error: Error): string {
  if (error instanceof LateError)
    return 'no answer. It may have been done all the same, and shows when the receiver is heard again';
  if (error instanceof AnswerError) return `the receiver refuses: ${error.message}`;
  return `the receiver cannot be asked: ${whyLost(error)}`;
}
