/**
 * What a receiver elsewhere says at once is not longer than this, in bytes: of the JSON in a body of 4 MiB a record takes
 * four and a half times as much at most, as `1e20` is written out in 21 digits.
 */
export const MOST_PIECE = 20 * 1024 * 1024;
const FIRST_ROOM = 64 * 1024;

/** A receiver tells what no tempo-tui tells: more than is taken, or the same again. */
export class ExcessError extends Error {}

/**
 * Parts what a stream brings into pieces that end in `end`, all that came together at a time; what comes behind the last
 * `end` is left out.
 *
 * @throws ExcessError for a piece that is longer than {@link MOST_PIECE}, and what the stream throws
 */
export async function* wholePieces(stream: AsyncIterable<Buffer>, end: string): AsyncGenerator<Buffer> {
  // One buffer, as a stream may come in millions of chunks of one byte.
  let held: Buffer = Buffer.allocUnsafe(FIRST_ROOM);
  let length = 0;
  for await (const chunk of stream) {
    // An end may lie across two chunks.
    const from = Math.max(0, length - end.length + 1);
    held = withRoom(held, length, chunk.length);
    length += chunk.copy(held, length);
    const found = held.subarray(from, length).lastIndexOf(end);
    if (found === -1) {
      if (length > MOST_PIECE) throw new ExcessError('it tells more at once than a tempo-tui does');
      continue;
    }
    const whole = from + found + end.length;
    yield Buffer.from(held.subarray(0, whole));
    held.copyWithin(0, whole, length);
    length -= whole;
  }
}

function withRoom(held: Buffer, length: number, more: number): Buffer {
  if (length + more <= held.length) return held;
  const larger = Buffer.allocUnsafe(Math.max(2 * held.length, length + more));
  held.copy(larger, 0, 0, length);
  return larger;
}
