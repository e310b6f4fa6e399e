import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Message, readMessages } from '../../src/attach/read-messages.ts';
import { messageText } from '../../src/attach/record-message.ts';
import { ExcessError, MOST_PIECE } from '../../src/attach/whole-pieces.ts';

async function* pieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length]!;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** For ever, as long as somebody reads on; `told` says how much was read. */
function endless(text: string) {
  const told = { bytes: 0 };
  async function* pour(): AsyncGenerator<Buffer> {
    for (const chunk = Buffer.from(text.repeat(Math.ceil(65_536 / text.length))); ; ) {
      told.bytes += chunk.length;
      yield chunk;
    }
  }
  return { told, stream: pour() };
}

async function allOf(stream: AsyncIterable<Buffer>): Promise<Message[]> {
  const all: Message[] = [];
  for await (const messages of readMessages(stream)) all.push(...messages);
  return all;
}

const note = (text: string) => messageText('notes', [{ time: 1, kind: 'good', text }]);

describe('the messages of a stream', () => {
  it('are the same however the stream is torn', async () => {
    const text = `:\n\n${note('ä€😀')}id: 7\nevent: placed\ndata: 1 2 3\ndata: {"v":2}\n\n:\n\n${note('last')}event: half`;
    const bytes = Buffer.from(text);
    const expected = await allOf(pieces(bytes, [bytes.length]));
    expect(expected.map(({ name }) => name)).toEqual(['notes', 'placed', 'notes']);
    expect(expected[1]!.data).toBe('1 2 3\n{"v":2}');
    expect(expected[0]!.data).toContain('ä€😀');
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(sizes, async (each) => {
        expect(await allOf(pieces(bytes, each))).toEqual(expected);
      }),
    );
  });

  it('may be as long as the record of the largest body', async () => {
    const text = 'x'.repeat(MOST_PIECE - 100);
    const [message] = await allOf(pieces(Buffer.from(note(text)), [65_536]));
    expect(message!.data).toContain(text);
  });

  it.each([
    ['one line that never ends', 'data: '.padEnd(65_536, 'x')],
    ['lines without an end of the message', 'data:\n'],
    ['lines that end in a carriage return', 'data:\r'],
    ['comments that never end', ':'],
    ['one message of many lines', `${'data: \n'.repeat(1000)}\n`],
  ])('are given up at %s', async (_, text) => {
    const { told, stream } = endless(text);
    await expect(allOf(stream)).rejects.toThrow(ExcessError);
    expect(told.bytes).toBeLessThan(MOST_PIECE + 2 * 65_536);
  });
});
