import { Attachment } from '../attach/attachment.ts';
import type { ReceiverAddress } from '../attach/receiver-link.ts';
import type { MessageOf } from '../attach/wire.ts';
import { readScore } from '../score/read-score.ts';
import { type KnownScore, ScoreBook } from '../score/score-book.ts';
import { marker, Subjects } from '../score/subjects.ts';
import { coversAny } from './covers-any.ts';
import type { Opened } from './open-here.ts';

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
      const changed = book.replace(told.flatMap(toldScore));
      // What cannot be placed anew stays where it is, and is no reason to end.
      opened?.store.remark(coversAny(changed)).catch(() => {});
    },
  });
  opened = attachment;
  return { attachment, book, subjects, close: () => attachment.close() };
}

/** A score as a receiver tells it; one that this version does not understand is left out. */
function toldScore({ origin, score }: MessageOf<'scores'>[number]): KnownScore[] {
  const read = readScore(score);
  // What a receiver elsewhere calls its own is not the user's own here.
  return 'score' in read ? [{ score: read.score, origin: origin === 'own' ? 'installed' : origin }] : [];
}
