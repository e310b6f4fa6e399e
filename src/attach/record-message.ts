import type { Place } from '../store/event-table.ts';
import type { LogLine } from '../store/log-lines.ts';
import { type MessageName, type MessageOf, PLACED_RECORD, RECORD } from './wire.ts';

/** A message of a stream of server-sent events, as it goes over the wire. */
export function messageText<N extends MessageName>(name: N, data: MessageOf<N>): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

const made = { placed: new WeakMap<object, Buffer>(), bare: new WeakMap<object, Buffer>() };

/**
 * Records as messages, each with its `seq` as the id from which a stream can be taken up again. Of the same array they are
 * made once.
 */
export function recordMessages(lines: readonly LogLine[], withPlaces: boolean): Buffer {
  const known = withPlaces ? made.placed : made.bare;
  const messages = known.get(lines) ?? makeMessages(lines, withPlaces);
  known.set(lines, messages);
  return messages;
}

function makeMessages(lines: readonly LogLine[], withPlaces: boolean): Buffer {
  const parts: Buffer[] = [];
  for (const { seq, line, place } of lines) {
    const at = withPlaces ? `${place.segment} ${place.offset} ${place.length}\ndata: ` : '';
    parts.push(Buffer.from(`id: ${seq}\nevent: ${withPlaces ? PLACED_RECORD : RECORD}\ndata: ${at}`));
    parts.push(line, END);
  }
  return Buffer.concat(parts);
}

/** The record in the data of a message, and its place where it bears one. */
export function recordIn(name: string, data: string): { line: Buffer; place?: Place } {
  if (name === RECORD) return { line: Buffer.from(data) };
  const split = data.indexOf('\n');
  const [segment, offset, length] = data.slice(0, Math.max(0, split)).split(' ').map(Number);
  return {
    line: Buffer.from(data.slice(split + 1)),
    place: { segment: segment ?? 0, offset: offset ?? 0, length: length ?? 0 },
  };
}

const END = Buffer.from('\n\n');
