import { oneByOne } from '../store/turns.ts';

const inTurn = oneByOne();

/**
 * What is read of the log for viewers, a piece at a time of all of them: whoever sends waits for one of these, and not
 * for as many as there are viewers.
 */
export async function* toldInTurn<T>(pieces: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    for (;;) {
      const { done, value } = await inTurn(() => pieces.next());
      if (done) return;
      yield value;
    }
  } finally {
    await pieces.return(undefined);
  }
}
