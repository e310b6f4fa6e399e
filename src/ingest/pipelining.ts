import type { Socket } from 'node:net';

/** Requests of one connection at once: as many can come in one packet, and each takes memory until its answer is read. */
export const MOST_PIPELINED = 256;
/** The same while there are more than so many in all, under way or in half a second. */
const FEW_PIPELINED = 16;
const MANY = 2048;
const WHILE_MS = 500;

/** Judges the newest request of a connection that has so many under way, of so many in all. */
type Judge = (socket: Socket, underWay: number, ofAll: number) => boolean;

/**
 * Tells connections that bring more requests at once than anybody answers: under way, as their answers are not read, or in one
 * turn of the event loop, in which all others wait for them.
 *
 * @returns whether a connection goes too far
 */
export function watchPipelining(): Judge {
  const ofTurn = new Map<Socket, number>();
  let since = 0;
  let begun = 0;
  return (socket, underWay, ofAll) => {
    const now = performance.now();
    if (now - since > WHILE_MS) {
      since = now;
      begun = 0;
    }
    begun += 1;
    if (ofTurn.size === 0) setImmediate(() => ofTurn.clear());
    const count = (ofTurn.get(socket) ?? 0) + 1;
    ofTurn.set(socket, count);
    return Math.max(count, underWay) > (Math.max(begun, ofAll) > MANY ? FEW_PIPELINED : MOST_PIPELINED);
  };
}

/** What node has at a socket that speaks HTTP. */
interface Parsed {
  parser?: { onIncoming?: () => number } | null;
}

/** To node's parser: what follows is another protocol's. */
const NOT_HTTP = 2;

/**
 * The rest of what was read with a request is not parsed any more: it may be thousands of them, each of which node keeps until
 * the connection has closed, and that comes after all that other connections have sent. Node has no public way to say so; where
 * this one is gone, it costs memory and time, and is right otherwise.
 */
export function stopParsing(socket: Socket & Parsed): void {
  if (socket.parser?.onIncoming) socket.parser.onIncoming = () => NOT_HTTP;
}
