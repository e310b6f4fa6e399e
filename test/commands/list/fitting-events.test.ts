import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { fittingEvents } from '../../../src/commands/list/fitting-events.ts';
import { watchArrivals } from '../../../src/commands/list/watch-arrivals.ts';
import type { IncomingEvent } from '../../../src/event.ts';
import { ScoreBook } from '../../../src/score/score-book.ts';
import { marker, Subjects } from '../../../src/score/subjects.ts';
import { EventStore } from '../../../src/store/event-store.ts';
import { FLAG } from '../../../src/store/event-table.ts';
import { TimelineFeed } from '../../../src/ui/feed.ts';
import { incoming, START } from '../../support/events.ts';
import { anyMetadata, anyScore } from '../../support/scores.ts';
import { tempDir } from '../../support/temp-dir.ts';

const HOUR = 3_600_000;
const ALL = Number.POSITIVE_INFINITY;
const QUERIES = ['', 'is:attention', '-is:attention', 'is:acked', 'sev:warning', 'x', '-y sev:error', 'b:x*'];

async function openWith(dir: string, book: ScoreBook) {
  const subjects = new Subjects();
  const store = await EventStore.open(dir, marker(book, subjects));
  return { store, subjects };
}

/** The events that the timeline shows for a query, by their ids. */
async function shownIds(feed: TimelineFeed, query: string): Promise<string[]> {
  feed.show(query, START);
  await vi.waitFor(() => expect(feed.filter?.progress).toBeUndefined());
  const stacks = Array.from({ length: feed.index.size }, (_, place) => feed.index.at(place)!);
  return stacks.flatMap((stack) => [...feed.index.slotsOf(stack)]).map((slot) => feed.entry(slot).event.id);
}

async function listedIds(dir: string, book: ScoreBook, query: string, limit = ALL): Promise<string[]> {
  const events = await fittingEvents(dir, book, { query, now: START, withDismissed: false });
  const ids: string[] = [];
  for await (const made of events.stored(limit, ({ event }) => event.id)) ids.push(...made);
  return ids;
}

describe('a list of what fits a query', () => {
  it('has the events that the timeline shows for it, whatever the score and what was done to them', async () => {
    const event = fc.record({
      metadata: anyMetadata,
      hours: fc.nat(30),
      title: fc.constantFrom('x', 'y', 'backup'),
      externalID: fc.option(fc.constantFrom('one', 'two'), { nil: undefined }),
      severity: fc.option(fc.constantFrom('warning', 'error'), { nil: undefined }),
      done: fc.constantFrom(0, 0, 0, FLAG.acked, FLAG.dismissed),
    });
    await fc.assert(
      fc.asyncProperty(
        anyScore,
        fc.array(event, { maxLength: 25 }),
        fc.nat(6),
        async (score, events, limit) => {
          const dir = tempDir();
          const book = new ScoreBook([score]);
          const { store, subjects } = await openWith(dir, book);
          const feed = new TimelineFeed(store, book, subjects);
          for (const { done, hours, severity, externalID, ...fields } of events) {
            const posted: IncomingEvent = incoming({
              ...fields,
              providerIdentifier: 'a.b',
              time: START + hours * HOUR,
            });
            if (severity) posted.severity = severity;
            // What a score makes of a new version as it arrives counts for events without versions alone.
            if (externalID && !score.ackRules && !score.dismissRules) posted.externalID = externalID;
            const stored = await store.append(posted);
            const slot = [...store.table.slots()].find((each) => store.event(each)?.id === stored.event.id);
            if (done !== 0) await store.flag([slot!], done, true);
          }
          for (const query of QUERIES) {
            const listed = await listedIds(dir, book, query);
            expect([...listed].sort(), query).toEqual((await shownIds(feed, query)).sort());
            expect(await listedIds(dir, book, query, limit)).toEqual(
              listed.slice(Math.max(0, listed.length - limit)),
            );
          }
          feed.close();
          await store.close();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('shows what is dismissed only where it is asked for', async () => {
    const dir = tempDir();
    const book = new ScoreBook();
    const { store } = await openWith(dir, book);
    onTestFinished(() => store.close());
    for (const title of ['kept', 'gone']) await store.append(incoming({ title }));
    await store.flag([1], FLAG.dismissed, true);
    const titles = async (withDismissed: boolean) => {
      const events = await fittingEvents(dir, book, { query: '', now: START, withDismissed });
      const found: string[] = [];
      for await (const made of events.stored(ALL, ({ event }) => event.title)) found.push(...made);
      return found;
    };
    expect(await titles(false)).toEqual(['kept']);
    expect(await titles(true)).toEqual(['kept', 'gone']);
  });

  it('goes on with what comes, as the user has left it and as the scores have it by then', async () => {
    const dir = tempDir();
    const book = new ScoreBook();
    const { store } = await openWith(dir, book);
    onTestFinished(() => store.close());
    await store.append(incoming({ title: 'stored', externalID: 'x' }));
    const events = await fittingEvents(dir, book, { query: 'sev:warning', now: START, withDismissed: true });
    const made = ({ event, flags }: { event: { title: string }; flags: number }) => `${event.title} ${flags}`;
    for await (const stored of events.stored(ALL, made)) expect(stored).toEqual([]);
    const coming = events.coming(made);
    await store.flag([0], FLAG.acked, true);
    await store.append(incoming({ title: 'again', externalID: 'x', severity: 'error' }));
    await store.append(incoming({ title: 'quiet' }));
    expect((await coming.next()).value).toEqual([`again ${FLAG.acked}`]);
    book.replace([
      {
        score: {
          providerIdentifier: 'com.proxmox',
          displayName: 'P',
          severityDefault: { severity: 'critical' },
        },
        origin: 'own',
      },
    ]);
    await store.append(incoming({ title: 'now loud' }));
    expect((await coming.next()).value).toEqual(['now loud 0']);
    await coming.return(undefined);
  });
});

describe('arrivals that are watched', () => {
  it('are told as they come, where they fit', async () => {
    const book = new ScoreBook();
    const { store } = await openWith(tempDir(), book);
    onTestFinished(() => store.close());
    await store.append(incoming({ title: 'before', severity: 'error' }));
    const told: string[] = [];
    const options = { filter: 'sev:error node:pve-01', withDismissed: false };
    watchArrivals(store, book, options, ({ event }) => told.push(event.title));
    await store.append(incoming({ title: 'told', severity: 'error' }));
    await store.append(incoming({ title: 'mild' }));
    await store.append(incoming({ title: 'elsewhere', severity: 'error', metadata: { NodeName: 'pve-02' } }));
    // What the user does to one is no arrival.
    await store.flag([1], FLAG.acked, true);
    expect(told).toEqual(['told']);
  });
});
