import { ExcessError, wholePieces } from './whole-pieces.ts';

const END = '\n\n';
/** A message has an id, a name, and of a record that lies in a log its place before it. */
const MOST_LINES = 4;
const NAME = 'event: ';
const DATA = 'data: ';

export interface Message {
  name: string;
  data: string;
}

/**
 * The messages of a stream of server-sent events as a receiver writes them, all that came together at a time.
 *
 * @throws ExcessError, or an error of the connection
 */
export async function* readMessages(stream: AsyncIterable<Buffer>): AsyncGenerator<Message[]> {
  for await (const bytes of wholePieces(stream, END)) {
    const messages = bytes.toString().split(END).flatMap(messageIn);
    if (messages.length > 0) yield messages;
  }
}

/** The message in the text between two ends; none in a comment. */
function messageIn(text: string): Message[] {
  const lines = text.split('\n', MOST_LINES + 1);
  if (lines.length > MOST_LINES) throw new ExcessError('it tells what no tempo-tui tells');
  const data = valuesIn(lines, DATA);
  return data.length === 0 ? [] : [{ name: valuesIn(lines, NAME)[0] ?? '', data: data.join('\n') }];
}

function valuesIn(lines: readonly string[], field: string): string[] {
  return lines.flatMap((line) => (line.startsWith(field) ? [line.slice(field.length)] : []));
}
