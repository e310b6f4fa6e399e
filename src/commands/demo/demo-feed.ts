import { levelRank } from '../../event.ts';
import { ScoreBook } from '../../score/score-book.ts';
import { marker, Subjects } from '../../score/subjects.ts';
import { FLAG } from '../../store/event-table.ts';
import { MemorySource } from '../../store/memory-source.ts';
import { TimelineFeed } from '../../ui/feed.ts';
import { demoDay } from './demo-day.ts';
import { type LiveEvent, liveEvents } from './live-events.ts';
import { seeded } from './random.ts';
import { makeIntake } from './sent.ts';

/** A dozen megabytes, and more than anyone looks through. */
const MOST_EVENTS = 5000;
/** The same at every start, so that two pictures of one time are alike; with a run of all nodes in the first minute. */
const SEED = 171;

/** The timeline's view of the demo: a day that has been, and what comes. */
export interface DemoFeed {
  feed: TimelineFeed;
  book: ScoreBook;
  coming: Iterator<LiveEvent, never>;
  /** Something happens, at a time in milliseconds since the epoch. */
  happen(send: LiveEvent['send'], at: number): void;
}

/**
 * Makes the day up to now: read as the receiver reads, with what was bad before the last visit acknowledged.
 *
 * @param now milliseconds since the epoch
 * @param most how many events are kept
 */
export function demoFeed(now: number, most = MOST_EVENTS): DemoFeed {
  const book = new ScoreBook();
  const subjects = new Subjects();
  const { sent, lastVisit, gap } = demoDay(now, seeded(SEED));
  const source = new MemorySource(marker(book, subjects), {
    most,
    lastVisit: new Date(lastVisit).toISOString(),
    gaps: [gap],
  });
  const receive = makeIntake(seeded(SEED + 1));
  source.load(...sent.map(receive));
  const feed = new TimelineFeed(source, book, subjects);
  acknowledge(feed, lastVisit);
  return {
    feed,
    book,
    coming: liveEvents(seeded(SEED + 2)),
    happen: (send, at) => source.arrive(receive(send(at))),
  };
}

/** The stacks that were bad and at rest by then. */
function acknowledge({ index, source }: TimelineFeed, before: number): void {
  const stacks = Array.from({ length: index.size }, (_, place) => index.at(place)!);
  const bad = stacks.filter(({ head, level }) => level >= levelRank('warning') && index.time(head) < before);
  const slots = bad.flatMap((stack) => [...index.slotsOf(stack)]);
  void source.flag(slots, FLAG.acked, true);
}
