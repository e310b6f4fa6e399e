import type { ServerResponse } from 'node:http';
import type { LogFollower, SeqFlags } from '../store/followers.ts';
import type { LogLine } from '../store/log-lines.ts';
import { linesAfter, newestLines, placeBehind } from '../store/log-lines.ts';
import { type LogPlace, logStart } from '../store/log-records.ts';
import { drained } from './drained.ts';
import { messageText, recordMessages } from './record-message.ts';
import { toldInTurn } from './told-in-turn.ts';
import { BEAT_MS, type MessageName, type MessageOf, NEWEST, SEQS_AT_ONCE } from './wire.ts';

/** A viewer to which so much is still to be told, beside records and what became of them, is let go: it comes back. */
const MOST_DUE = 1000;
/** Of more events than this it is told anew what became of all, and not of each. */
const MOST_CHANGED = 5000;

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

/** What is told beside records. */
type Due = { [N in MessageName]: { name: N; data: MessageOf<N> } }[MessageName];

/**
 * Tells a viewer everything until it goes, or until the receiver closes. A viewer that reads more slowly than things
 * happen is told at its own pace: records from the log on disk, and what became of events as it is then. Nothing is made
 * or kept in memory for it but names of what else is to be told, and nobody waits for it.
 */
export async function streamTo(
  response: ServerResponse,
  watched: Watched,
  { after, isLocal, closing }: StreamOptions,
): Promise<void> {
  const gone = AbortSignal.any([closing, goneSignal(response)]);
  const write = ({ name, data }: Due) => {
    if (!response.destroyed && !response.writableEnded) response.write(messageText(name, data));
  };
  const writeFlags = (all: boolean, flags: Iterable<SeqFlags>) =>
    write({ name: 'flags', data: { all, flags: Array.from(flags, ([seq, each]) => [seq, each]) } });
  const end = () => {
    if (closing.aborted) write({ name: 'end', data: { reason: 'the receiver was stopped' } });
    response.end();
  };
  if (gone.aborted) return end();
  let sent = after ?? 0;
  /** It has everything there is, so that what happens is told as it does. */
  let isLive = false;
  /** It does not know what became of all events. */
  let areFatesOld = true;
  const changed = new Map<number, number>();
  const due: Due[] = [];
  const tell: Tell = (name, data) => {
    if (gone.aborted) return;
    const message = { name, data } as Due;
    if (isLive && !response.writableNeedDrain) {
      write(message);
      return;
    }
    due.push(message);
    if (due.length > MOST_DUE) response.destroy();
    else fallBehind();
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
  async function sendFates(): Promise<void> {
    if (!areFatesOld) {
      if (changed.size > 0) writeFlags(false, changed);
      changed.clear();
      return;
    }
    areFatesOld = false;
    let all = true;
    for (const flags of parts(watched.flags())) {
      await roomToWrite();
      if (gone.aborted) return;
      writeFlags(all, flags);
      all = false;
    }
  }
  /** Sends what lies behind what was sent last and what else is due, until there is no more. */
  async function catchUp(place: LogPlace): Promise<void> {
    let upTo: number;
    do {
      upTo = watched.lastSeq();
      for await (const lines of toldInTurn(linesAfter(watched.dataDir, place, upTo))) {
        sendLines(lines);
        await roomToWrite();
        if (gone.aborted) return;
      }
      await sendFates();
      for (let message = due.shift(); message; message = due.shift()) {
        await roomToWrite();
        if (gone.aborted) return;
        write(message);
      }
      await roomToWrite();
      if (gone.aborted) return;
    } while (watched.lastSeq() > upTo || areFatesOld || changed.size + due.length > 0);
    isLive = true;
    ready();
  }
  function ready(): void {
    const size = watched.size();
    write({ name: 'ready', data: { seq: sent, ...(size !== undefined && { size }) } });
  }
  function fallBehind(): void {
    if (!isLive) return;
    isLive = false;
    roomToWrite()
      .then(async () => catchUp(await placeBehind(watched.dataDir, sent)))
      .catch(() => response.destroy());
  }
  function tellFatesAnew(): void {
    areFatesOld = true;
    changed.clear();
    fallBehind();
  }
  function tellFatesLater(flags: readonly SeqFlags[]): void {
    if (areFatesOld || changed.size + flags.length > MOST_CHANGED) tellFatesAnew();
    else for (const [seq, each] of flags) changed.set(seq, each);
    fallBehind();
  }
  const unfollow = watched.follow({
    stored: (lines) => {
      if (!isLive) return;
      if (response.writableNeedDrain) fallBehind();
      else sendLines(lines);
    },
    flagged: (flags) => {
      if (!isLive || response.writableNeedDrain || flags.length > MOST_CHANGED) tellFatesLater(flags);
      else writeFlags(false, flags);
    },
    dropped: (seqs) => {
      for (const some of parts(seqs)) tell('dropped', some);
      if (isLive) ready();
    },
    rewritten: (segment) => {
      if (isLocal) tell('rewritten', segment);
    },
  });
  const unsubscribe = watched.subscribe(tell, tellFatesAnew);
  const beat = setInterval(() => {
    if (!response.writableNeedDrain) response.write(':\n\n');
  }, BEAT_MS);
  gone.addEventListener('abort', () => {
    clearInterval(beat);
    unfollow();
    unsubscribe();
    end();
  });
  write({ name: 'head', data: watched.head() });
  if (!isLocal) write({ name: 'scores', data: watched.scores() });
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
function* parts<T>(all: Iterable<T>): Generator<T[]> {
  let part: T[] = [];
  for (const each of all) {
    if (part.length === SEQS_AT_ONCE) {
      yield part;
      part = [];
    }
    part.push(each);
  }
  yield part;
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
