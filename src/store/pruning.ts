import { stat } from 'node:fs/promises';
import type { Retention } from '../config.ts';
import type { StoredEvent } from '../event.ts';
import { compactSegment, type IsGone } from './compaction.ts';
import type { EventLog } from './event-log.ts';
import type { LogFollower } from './followers.ts';
import type { GonePlaces } from './gone-places.ts';
import type { History } from './history.ts';
import type { RecordReader } from './record-reader.ts';
import { eachSlot, findExpired } from './retention.ts';
import { listSegments, segmentNumber } from './scan.ts';

/** A segment is written anew when so much of it is of no use, in parts of the whole. */
const WORTHWHILE = 0.25;

export interface PruneOptions {
  limits: Retention;
  /** Only says what it would do. */
  dryRun?: boolean;
  /** Reclaims every byte that can be, not only where it is worth the writing. */
  thorough?: boolean;
  /** Seconds since the epoch. */
  now: number;
}

/** What pruning did, or would do. */
export interface Pruned {
  /** Events given up, by provider. */
  events: Map<string, number>;
  /** Segments removed and written anew. */
  removed: number;
  rewritten: number;
  /** Bytes the log takes less. */
  bytes: number;
  /** Why a segment could not be written anew; it stands as it was. */
  failed?: string;
}

/** What pruning works with. */
export interface PrunedLog {
  dir: string;
  log: EventLog;
  history: History;
  /** Where records are of no use any more. */
  gone: GonePlaces;
  reader: RecordReader;
  /** Ends the segment that is appended to, when no write is under way. */
  rotate(): Promise<void>;
  /** Writes an event as a record. */
  encode(event: StoredEvent): Buffer;
  /** Told of events that are given up and had flags. */
  forget(id: string): void;
  /** Told of what is given up and written anew. */
  followers: Pick<LogFollower, 'dropped' | 'rewritten'>;
  /** Whether to stop at the next step: each of them leaves the log whole. */
  stopped(): boolean;
}

/** Gives up what the limits do not keep, and gives the room back by whole segments. */
export async function pruneLog(parts: PrunedLog, options: PruneOptions): Promise<Pruned> {
  const { history } = parts;
  // A new version keeps its slot: what has come since may not go in place of the old one.
  const upTo = history.lastSeq;
  const expired = new Set(await findExpired(history.table, options.limits, options.now));
  const pruned: Pruned = { events: new Map(), removed: 0, rewritten: 0, bytes: 0 };
  const seqs: number[] = [];
  await eachSlot(history.table, (slot) => {
    if (!expired.has(slot) || history.table.seq(slot) > upTo || parts.stopped()) return;
    seqs.push(history.table.seq(slot));
    const provider = history.table.provider(slot);
    pruned.events.set(provider, (pruned.events.get(provider) ?? 0) + 1);
    const dropped = options.dryRun ? undefined : history.drop(slot);
    if (dropped) parts.forget(dropped.id);
  });
  if (!options.dryRun) parts.followers.dropped(seqs);
  await reclaim(parts, options, (slot) => !options.dryRun || !expired.has(slot), pruned);
  return pruned;
}

async function reclaim(
  parts: PrunedLog,
  { dryRun, thorough }: PruneOptions,
  isKept: (slot: number) => boolean,
  pruned: Pruned,
): Promise<void> {
  const { dir, log, rotate } = parts;
  const { table } = parts.history;
  const used = new Map<number, number>();
  await eachSlot(table, (slot) => {
    if (isKept(slot)) used.set(table.segment(slot), (used.get(table.segment(slot)) ?? 0) + table.bytes(slot));
  });
  for (const path of (await listSegments(dir)).segments) {
    const segment = segmentNumber(path);
    if (parts.stopped()) return;
    const { size } = await stat(path);
    const spare = size - (used.get(segment) ?? 0);
    // In the segment under way there may be more by now than was counted.
    if (spare <= 0 || (!thorough && spare < size * WORTHWHILE)) continue;
    if (!dryRun && segment === log.segment) await rotate();
    try {
      if (!dryRun) await rewrite(path, parts);
      pruned.bytes += spare;
      pruned[used.has(segment) ? 'rewritten' : 'removed'] += 1;
    } catch (error) {
      pruned.failed = (error as Error).message;
    }
  }
}

async function rewrite(
  path: string,
  { history, gone: places, reader, encode, followers }: PrunedLog,
): Promise<void> {
  const { table } = history;
  const segment = segmentNumber(path);
  const live = new Map<number, number>();
  await eachSlot(table, (slot) => {
    if (table.segment(slot) === segment) live.set(table.place(slot).offset, slot);
  });
  const gone = places.in(segment);
  const isGone: IsGone = (offset) => gone.has(offset) && !live.has(offset);
  await compactSegment(path, isGone, encode, (records) => {
    reader.forget(segment);
    places.forget(segment);
    for (const { from, place } of records) {
      const slot = live.get(from);
      if (slot === undefined) continue;
      // A new version may have come meanwhile, into another segment.
      const now = table.place(slot);
      if (table.holds(slot) && now.segment === segment && now.offset === from) history.move(slot, place);
    }
    followers.rewritten(segment);
  });
}
