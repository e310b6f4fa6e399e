import type { ServerResponse } from 'node:http';
import type { LogFollower, SeqFlags } from '../store/followers.ts';
import type { LogLine } from '../store/log-lines.ts';
import { linesAfter, newestLines, placeBehind } from '../store/log-lines.ts';
import { type LogPlace, logStart } from '../store/log-records.ts';
import { drained } from './drained.ts';
import { messageText, recordMessages } from './record-message.ts';
import { BEAT_MS, type MessageName, type MessageOf, NEWEST, SEQS_AT_ONCE } from './wire.ts';

/** A viewer that leaves more than this unread is let go, in bytes; it comes back and goes on where it was. */
const MOST_UNREAD = 16 * 1024 * 1024;

/** What of a receiver is told to viewers. */
export interface Watched {
  dataDir: string;
  /** The `seq` of the newest record that is known. */
  lastSeq(): number;
  follow(follower: LogFollower): () => void;
  head(): MessageOf<'head'>;
  scores(): MessageOf<'scores'>;
  flags(): Iterable<readonly [number, number]>;
  /** How many events there are; undefined while that is not known. */
  size(): number | undefined;
  /**
   * Tells of what else happens.
   *
   * @param known called when the whole history is known, and with it what became of all events
   */
  subscribe(tell: Tell, known: () => void): () => void;
}

export type Tell = <N extends MessageName>(name: N, data: MessageOf<N>) => void;

export interface StreamOptions {
  /** The `seq` of the record that the viewer has last; absent for one that has none. */
  after: number | undefined;
  /** It reads the log itself, and has the scores. */
  isLocal: boolean;
  /** Aborted when the receiver closes. */
  closing: AbortSignal;
}

/**
 * Tells a viewer everything until it goes, or until the receiver closes. A viewer that reads more slowly than events
 * come is told from the log on disk, at its own pace: nothing is kept in memory for it, and nobody waits for it.
 */
export async function streamTo(
  response: ServerResponse,
  watched: Watched,
  { after, isLocal, closing }: StreamOptions,
): Promise<void> {
  const gone = AbortSignal.any([closing, goneSignal(response)]);
  const end = () => {
    if (closing.aborted && !response.destroyed)
      response.write(messageText('end', { reason: 'the receiver was stopped' }));
    response.end();
  };
  if (gone.aborted) return end();
  let sent = after ?? 0;
  /** It has everything there is, so that what happens is told as it does. */
  let isLive = false;
  const tell: Tell = (name, data) => {
    if (gone.aborted) return;
    if (response.writableLength > MOST_UNREAD) response.destroy();
    else response.write(messageText(name, data));
  };
  const sendLines = (lines: readonly LogLine[]) => {
    // Mostly all are, and viewers that are told the same share what is made of it.
    const fresh = (lines[0]?.seq ?? 0) > sent ? lines : lines.filter(({ seq }) => seq > sent);
    if (fresh.length === 0 || gone.aborted) return;
    sent = fresh.at(-1)!.seq;
    response.write(recordMessages(fresh, isLocal));
  };
  async function roomToWrite(): Promise<void> {
    if (response.writableNeedDrain) await drained(response, gone);
  }
  /** Sends what lies behind what was sent last, until there is no more. */
  async function catchUp(place: LogPlace): Promise<void> {
    let upTo: number;
    do {
      upTo = watched.lastSeq();
      for await (const lines of linesAfter(watched.dataDir, place, upTo)) {
        sendLines(lines);
        await roomToWrite();
        if (gone.aborted) return;
      }
    } while (watched.lastSeq() > upTo);
    isLive = true;
    tellAll();
  }
  function tellAll(): void {
    if (!isLive) return;
    tellFlags(true, [...watched.flags()]);
    ready();
  }
  function tellFlags(all: boolean, flags: readonly SeqFlags[]): void {
    for (const [at, some] of parts(flags).entries())
      tell('flags', { all: all && at === 0, flags: some.map(([seq, each]) => [seq, each]) });
  }
  function ready(): void {
    const size = watched.size();
    tell('ready', { seq: sent, ...(size !== undefined && { size }) });
  }
  function fallBehind(): void {
    isLive = false;
    roomToWrite()
      .then(async () => catchUp(await placeBehind(watched.dataDir, sent)))
      .catch(() => response.destroy());
  }
  const unfollow = watched.follow({
    stored: (lines) => {
      if (!isLive) return;
      if (response.writableNeedDrain) fallBehind();
      else sendLines(lines);
    },
    flagged: (flags) => {
      if (isLive) tellFlags(false, flags);
    },
    dropped: (seqs) => {
      for (const some of parts(seqs)) tell('dropped', [...some]);
      if (isLive) ready();
    },
    rewritten: (segment) => {
      if (isLocal) tell('rewritten', segment);
    },
  });
  const unsubscribe = watched.subscribe(tell, tellAll);
  const beat = setInterval(() => {
    if (!response.writableNeedDrain) response.write(':\n\n');
  }, BEAT_MS);
  gone.addEventListener('abort', () => {
    clearInterval(beat);
    unfollow();
    unsubscribe();
    end();
  });
  tell('head', watched.head());
  if (!isLocal) tell('scores', watched.scores());
  const place = after === undefined ? logStart() : await placeBehind(watched.dataDir, after);
  if (after === undefined) {
    const upTo = watched.lastSeq();
    sendLines((await newestLines(watched.dataDir, NEWEST)).filter(({ seq }) => seq <= upTo));
    if (sent > 0) Object.assign(place, await placeBehind(watched.dataDir, sent));
  }
  await catchUp(place);
  if (!gone.aborted) await aborted(gone);
}

/** Parts of what would be too much for a message; at least one. */
function parts<T>(all: readonly T[]): (readonly T[])[] {
  const found = [all.slice(0, SEQS_AT_ONCE)];
  for (let from = SEQS_AT_ONCE; from < all.length; from += SEQS_AT_ONCE)
    found.push(all.slice(from, from + SEQS_AT_ONCE));
  return found;
}

function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  if (response.destroyed) gone.abort();
  response.once('close', () => gone.abort());
  response.once('error', () => gone.abort());
  return gone.signal;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => signal.addEventListener('abort', () => done(), { once: true }));
}
