import { Attachment } from '../attach/attachment.ts';
import { WireError } from '../attach/receiver-word.ts';
import { EXIT, type Settings, UsageError } from '../config.ts';
import type { ScoreBook } from '../score/score-book.ts';
import { marker, Subjects } from '../score/subjects.ts';
import { viewerSocket } from '../store/viewer-socket.ts';
import { coversAny } from './covers-any.ts';
import { openScores } from './open-scores.ts';
import { say } from './output.ts';

/** Who has a data directory may be starting: it is asked again after so long, for so long, in milliseconds. */
export const STARTING = { again: 100, patience: 5000 };

/** A receiver that another process sees, and the scores with which it does. */
export interface Opened {
  attachment: Attachment;
  book: ScoreBook;
  subjects: Subjects;
  close(): Promise<void>;
}

/**
 * Attaches to the receiver of a data directory, with the scores of its user; undefined where it lets nobody in (yet).
 *
 * @throws UsageError where it is of another version
 */
export async function openHere({ dataDir, scoresDir }: Settings): Promise<Opened | undefined> {
  const scores = await openScores(scoresDir);
  const { book } = scores;
  const subjects = new Subjects();
  try {
    const attachment = await Attachment.open({
      address: { socket: viewerSocket(dataDir) ?? '' },
      dataDir,
      marker: marker(book, subjects),
      onScores: () => {},
    });
    scores.watch((identifiers) => {
      // What cannot be placed anew stays where it is, and is no reason to end.
      attachment.store.remark(coversAny(identifiers)).catch(() => {});
    });
    return {
      attachment,
      book,
      subjects,
      close: async () => {
        scores.close();
        await attachment.close();
      },
    };
  } catch (error) {
    scores.close();
    if (!(error instanceof WireError)) return undefined;
    const text = `The receiver of this data directory cannot be shown: ${error.message}.`;
    throw new UsageError(text, EXIT.dataDirOwned);
  }
}

/** Whether anybody receives matters to who leaves, too. */
export function sayHowItStands({ link, head }: Pick<Attachment, 'link' | 'head'>): void {
  if (link.kind === 'live') say(`The receiver keeps running (pid ${head.pid}, ${head.endpoint}).`);
  else say(`The receiver is not heard any more (${link.why}). While none runs, what Proxmox sends is lost.`);
}
