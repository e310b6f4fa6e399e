import { outliveListeners } from '../output.ts';

/**
 * Resolves when nobody reads stdout any more, as when the program behind a pipe ended. From now on that, and the same of
 * stderr, is no error that ends this process.
 */
export function untilUnread(): Promise<void> {
  outliveListeners();
  return new Promise((done) => process.stdout.on('error', () => done()));
}
