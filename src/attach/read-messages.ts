import { createParser } from 'eventsource-parser';

/** A message is not longer than this, in characters: a record is at most that of an event of 4 MiB, escaped. */
const MOST_PENDING = 64 * 1024 * 1024;

export interface Message {
  name: string;
  data: string;
}

/**
 * The messages of a stream of server-sent events, all that came together at a time.
 *
 * @throws Error of the connection, or where what comes are no such messages
 */
export async function* readMessages(stream: AsyncIterable<Buffer>): AsyncGenerator<Message[]> {
  const decoder = new TextDecoder('utf-8');
  let messages: Message[] = [];
  let tooLong = false;
  const parser = createParser({
    onError: ({ type }) => {
      tooLong ||= type === 'max-buffer-size-exceeded';
    },
    onEvent: ({ event = '', data }) => messages.push({ name: event, data }),
    maxBufferSize: MOST_PENDING,
  });
  for await (const chunk of stream) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    if (tooLong) throw new Error('it tells what no tempo-tui tells');
    if (messages.length > 0) yield messages;
    messages = [];
  }
}
