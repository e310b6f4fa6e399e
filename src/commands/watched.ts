import type { Deeds } from '../attach/viewer-routes.ts';
import type { Tell, Watched } from '../attach/viewer-stream.ts';
import { type MessageOf, WIRE_VERSION } from '../attach/wire.ts';
import type { Rejections } from '../ingest/rejections.ts';
import type { Rejection } from '../rejection.ts';
import type { ScoreBook } from '../score/score-book.ts';
import type { ScoreNotice } from '../score/score-folder.ts';
import type { EventStore } from '../store/event-store.ts';
import type { Journal } from './journal.ts';
import { watchGaps } from './watch-gaps.ts';

declare const TEMPO_TUI_VERSION: string;

/** What was refused is told together, so long after the first of it, in milliseconds. */
const REJECTIONS_MS = 300;

export interface WatchedParts {
  dataDir: string;
  kind: 'serve' | 'timeline';
  store: EventStore;
  book: ScoreBook;
  scoreNotices(): readonly ScoreNotice[];
  rejections: Rejections;
  journal: Journal;
  /** Why senders do not reach the receiver as they came before. */
  astray(): string | undefined;
  /** Where senders reach the receiver, once it listens, and how it is started again. */
  reach(): Pick<MessageOf<'head'>, 'endpoint' | 'lanEndpoints' | 'loopbackOnly' | 'restart' | 'opening'>;
}

/** What viewers are told of a receiver of this process. */
export function watchedOf(parts: WatchedParts): Watched {
  const { store, book, rejections, journal } = parts;
  const state = (): MessageOf<'state'> => ({
    astray: parts.astray(),
    trouble: store.trouble ?? null,
    problems: store.problems,
    scoreNotices: parts.scoreNotices().map(({ name, reason }) => ({ name, reason })),
  });
  return {
    dataDir: parts.dataDir,
    lastSeq: () => store.lastSeq,
    follow: (follower) => store.followers.add(follower),
    head: () => {
      const { endpoint, lanEndpoints, loopbackOnly, ...again } = parts.reach();
      return {
        wire: WIRE_VERSION,
        version: TEMPO_TUI_VERSION,
        pid: process.pid,
        kind: parts.kind,
        endpoint,
        lanEndpoints: [...lanEndpoints],
        loopbackOnly,
        ...again,
        ...(store.lastVisit !== undefined && { lastVisit: store.lastVisit }),
        ...(store.lastSeen !== undefined && { lastSeen: store.lastSeen }),
        gaps: [...store.gaps],
        size: store.table.size,
        rejections: [...rejections.recent],
        notes: [...journal.entries],
        state: state(),
      };
    },
    scores: () => book.known.map(({ origin, score }) => ({ origin, score })),
    flags: () => store.followers.fates(),
    size: () => (store.whole ? store.table.size : undefined),
    subscribe(tell, known) {
      const stops = [
        tellState(tell, store, journal, state),
        tellRejections(tell, rejections),
        journal.subscribe((entry) => tell('notes', [entry])),
        watchGaps(store, (gap) => tell('gaps', [gap])),
        book.subscribe(() => tell('scores', this.scores())),
        onceWhole(store, known),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

/** What viewers can have done in this process. */
export function deedsOf(store: EventStore): Deeds {
  // One after the other: what many viewers want done at once must not keep a sender waiting.
  let doing: Promise<unknown> = Promise.resolve();
  async function mark(seqs: readonly number[], flag: number, on: boolean): Promise<number[]> {
    const left = new Set(seqs);
    const slots = store.table.slotsOf(left);
    for (const slot of slots) left.delete(store.table.seq(slot));
    await store.flag(slots, flag, on);
    return [...left];
  }
  return {
    mark: (seqs, flag, on) => {
      const work = doing.then(() => mark(seqs, flag, on));
      doing = work.catch(() => {});
      return work;
    },
    visited: (seq) => store.visited(Math.min(seq, store.lastSeq)),
  };
}

function tellState(
  tell: Tell,
  store: EventStore,
  journal: Journal,
  state: () => MessageOf<'state'>,
): () => void {
  let told = JSON.stringify(state());
  function look(): void {
    const now = state();
    const text = JSON.stringify(now);
    if (text !== told) tell('state', now);
    told = text;
  }
  // What is wrong with scores is noted whenever it changes.
  const stops = [store.subscribe(look), journal.subscribe(look)];
  return () => {
    for (const stop of stops) stop();
  };
}

function tellRejections(tell: Tell, rejections: Rejections): () => void {
  let known: readonly Rejection[] = [...rejections.recent];
  let timer: NodeJS.Timeout | undefined;
  function look(): void {
    timer = undefined;
    const before = new Set(known);
    known = [...rejections.recent];
    const fresh = known.filter((each) => !before.has(each));
    if (fresh.length > 0) tell('rejections', fresh);
  }
  const stop = rejections.subscribe(() => {
    timer ??= setTimeout(look, REJECTIONS_MS);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}

function onceWhole(store: EventStore, known: () => void): () => void {
  if (store.whole) return () => {};
  const stop = store.subscribe(() => {
    if (!store.whole) return;
    stop();
    known();
  });
  return stop;
}
