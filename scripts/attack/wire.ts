import { once } from 'node:events';
import type { Socket } from 'node:net';
import { openWire, type Reach } from './open-wire.ts';

/** One answer as it came over the wire. */
export interface Answer {
  status: number;
  /** By lower-case name; of several, joined by a comma. */
  headers: ReadonlyMap<string, string>;
  body: string;
  /** All of it, as it came. */
  raw: string;
}

/** What a conversation with the receiver came to. */
export interface Talk {
  /** Final answers, in their order. */
  answers: readonly Answer[];
  /** How many interim answers (1xx) came. */
  interim: number;
  /**
   * Who ended it: we, as there was what was waited for; the receiver in good order; the receiver by a reset; or
   * nobody, and our patience was over.
   */
  end: 'answered' | 'closed' | 'reset' | 'silent';
  /** From the connection to its end, in milliseconds. */
  tookMs: number;
}

/** A line to the receiver, for those who need more than bytes. */
export interface Line {
  socket: Socket;
  /** Ends it at once, without a farewell. */
  reset(): void;
  /** Resolves when so many answers have come, interim ones among them, or the line is closed. */
  heard(count: number): Promise<void>;
  /** Whether the receiver has closed it. */
  isClosed(): boolean;
}

/** Bytes to send, or what is to be done on the line at this point. */
export type Part = string | Buffer | ((line: Line) => Promise<void>);

export interface TalkOptions {
  /** Where it comes from: an address of this machine. */
  from?: string;
  /** How many final answers are waited for, or the end of the connection. */
  until?: number | 'closed';
  /** Says it without a handshake, whatever the receiver speaks. */
  bare?: boolean;
  /** Ends our side when everything is sent, and reads on. */
  half?: boolean;
  /** In milliseconds. */
  patience?: number;
  /** The answers have no body, as those to HEAD. */
  headOnly?: boolean;
}

/** Says something to the receiver as it is, and hears what comes back. */
export async function talk(
  receiver: Reach,
  parts: readonly Part[],
  { from, until = 1, bare = false, half = false, patience = 8000, headOnly = false }: TalkOptions = {},
): Promise<Talk> {
  const begun = performance.now();
  const { socket, reset } = openWire(bare ? { ...receiver, tls: undefined } : receiver, from);
  const chunks: Buffer[] = [];
  let seen: Heard = { answers: [], interim: 0 };
  let end: Talk['end'] | undefined;
  const changed = new EventTarget();
  const change = () => changed.dispatchEvent(new Event('change'));
  const over = (how: Talk['end']) => {
    end ??= how;
    change();
  };
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    seen = readAnswers(Buffer.concat(chunks).toString('latin1'), headOnly);
    if (typeof until === 'number' && seen.answers.length >= until) over('answered');
    change();
  });
  socket.once('end', () => over('closed'));
  socket.once('error', () => over('reset'));
  socket.once('close', () => over('closed'));
  const timer = setTimeout(() => over('silent'), patience);
  const line: Line = {
    socket,
    reset,
    isClosed: () => end !== undefined,
    heard: (count) => when(changed, () => end !== undefined || seen.answers.length + seen.interim >= count),
  };
  await Promise.race([send(line, parts, half), when(changed, () => end !== undefined)]);
  await when(changed, () => end !== undefined);
  clearTimeout(timer);
  socket.destroy();
  return { ...seen, end: end!, tookMs: performance.now() - begun };
}

async function send(line: Line, parts: readonly Part[], half: boolean): Promise<void> {
  const { socket } = line;
  if (socket.connecting) await Promise.race([once(socket, 'connect'), once(socket, 'close')]).catch(() => {});
  for (const part of parts) {
    if (line.isClosed()) return;
    if (typeof part === 'function') await part(line);
    else await new Promise<void>((done) => socket.write(part, () => done()));
  }
  if (half) socket.end();
}

function when(changed: EventTarget, holds: () => boolean): Promise<void> {
  if (holds()) return Promise.resolve();
  return new Promise((done) => {
    const look = () => {
      if (!holds()) return;
      changed.removeEventListener('change', look);
      done();
    };
    changed.addEventListener('change', look);
  });
}

type Heard = Pick<Talk, 'answers' | 'interim'>;

/** Parts what came into answers; what is not whole yet is left out. */
export function readAnswers(text: string, headOnly = false): Heard {
  const answers: Answer[] = [];
  let interim = 0;
  for (let at = 0; ; ) {
    const headEnd = text.indexOf('\r\n\r\n', at);
    if (headEnd < 0) return { answers, interim };
    const [statusLine = '', ...lines] = text.slice(at, headEnd).split('\r\n');
    const status = Number(/^HTTP\/1\.[01] (\d{3})( |$)/.exec(statusLine)?.[1] ?? 0);
    const headers = new Map<string, string>();
    for (const each of lines) {
      const colon = each.indexOf(':');
      const name = each.slice(0, colon).toLowerCase();
      const value = each.slice(colon + 1).trim();
      headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value);
    }
    const bodyAt = headEnd + 4;
    if (status >= 100 && status < 200) {
      interim += 1;
      at = bodyAt;
      continue;
    }
    const end = headOnly ? bodyAt : endOfBody(text, bodyAt, headers);
    if (end === undefined || text.length < end) return { answers, interim };
    at = end;
    const raw = text.slice(headEnd - [statusLine, ...lines].join('\r\n').length, at);
    answers.push({ status, headers, body: text.slice(bodyAt, at), raw });
  }
}

/** Where a body ends; undefined where that has not come yet. */
function endOfBody(text: string, at: number, headers: ReadonlyMap<string, string>): number | undefined {
  if (headers.get('transfer-encoding') === undefined) return at + Number(headers.get('content-length') ?? 0);
  const last = text.indexOf('0\r\n\r\n', at);
  return last < 0 ? undefined : last + 5;
}
