import { isOfEpisode, isSettled } from '../../score/roles.ts';
import { StackIndex } from '../../score/stacks.ts';
import type { Subjects } from '../../score/subjects.ts';
import { FLAG } from '../../store/event-table.ts';
import { eventIn, type FactsReader, type LogRecord, logStart } from '../../store/log-records.ts';
import type { Marker, Marks } from '../../store/marker.ts';
import { readStored } from '../../store/stored-log.ts';
import type { UserLook } from './user-look.ts';

/** An event of an episode. */
interface Turn extends Pick<Marks, 'subject' | 'role'> {
  time: number;
  seq: number;
}

/** The stored events, by their `seq`, of episodes that have come to rest: as the timeline has them. */
export async function settledEvents(
  dir: string,
  parts: { marker: Marker; subjects: Subjects; factsOf: FactsReader; user: UserLook },
): Promise<ReadonlySet<number>> {
  const turns: Turn[] = [];
  const sift = (record: LogRecord) => {
    const turn = turnOf(record, parts);
    if (turn) turns.push(turn);
  };
  const reading = { factsOf: parts.factsOf, sift, limit: Number.POSITIVE_INFINITY };
  for await (const _ of readStored(dir, reading, logStart()));
  const facts = {
    time: (slot: number) => turns[slot]!.time,
    seq: (slot: number) => turns[slot]!.seq,
    level: () => 0,
    subject: (slot: number) => turns[slot]!.subject,
    role: (slot: number) => turns[slot]!.role,
  };
  const index = new StackIndex(facts, parts.subjects);
  index.addRun(0, turns.length);
  const settled = turns.filter((_, slot) => isSettled(turns[index.stackOf(slot)!.head]!.role));
  return new Set(settled.map(({ seq }) => seq));
}

function turnOf(record: LogRecord, { marker, user }: { marker: Marker; user: UserLook }): Turn | undefined {
  if (record.facts && !isOfEpisode(record.facts.role)) return undefined;
  const event = eventIn(record);
  if (!event || (user.flagsOf(event) & FLAG.dismissed) !== 0) return undefined;
  const { subject, role } = record.facts ?? marker.mark(event);
  return isOfEpisode(role) ? { subject, role, time: event.time, seq: event.seq } : undefined;
}
