import type { Journal } from '../journal.ts';
import { outliveListeners } from '../output.ts';

/** From now on the receiver goes on when nobody reads its log any more: what senders post is worth more than that. */
export function outliveReaders(journal: Pick<Journal, 'warn'>): void {
  outliveListeners();
  let told = false;
  process.stdout.on('error', ({ message }) => {
    if (told) return;
    told = true;
    journal.warn(`Nobody reads the lines on stdout any more (${message}). Events are received as before.`);
  });
}
