import { Attachment } from '../attach/attachment.ts';
import type { ReceiverAddress } from '../attach/receiver-link.ts';
import { ScoreBook } from '../score/score-book.ts';
import { marker, Subjects } from '../score/subjects.ts';
import { coversAny } from './covers-any.ts';
import type { Opened } from './open-here.ts';
import { toldScores } from './told-scores.ts';

/** A receiver on another machine. */
export type AddressThere = Extract<ReceiverAddress, { url: URL }>;

/**
 * Attaches to a receiver on another machine; its scores come from there, and run no commands here.
 *
 * @throws LinkError, WireError
 */
export async function openThere(address: AddressThere): Promise<Opened> {
  const book = new ScoreBook();
  const subjects = new Subjects();
  let opened: Attachment | undefined;
  const attachment = await Attachment.open({
    address,
    marker: marker(book, subjects),
    onScores: (told) => {
      const changed = book.replace(toldScores(told));
      // What cannot be placed anew stays where it is, and is no reason to end.
      opened?.store.remark(coversAny(changed)).catch(() => {});
    },
  });
  opened = attachment;
  return { attachment, book, subjects, close: () => attachment.close() };
}
