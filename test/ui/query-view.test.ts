import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { FLAG } from '../../src/store/event-table.ts';
import type { TimelineFeed } from '../../src/ui/feed.ts';
import { about, START, storedEvent } from '../support/events.ts';
import { MemorySource } from '../support/source.ts';

function titlesOf(feed: TimelineFeed): string[] {
  return Array.from({ length: feed.index.size }, (_, place) => feed.index.at(place)!)
    .flatMap((stack) => [...feed.index.slotsOf(stack)])
    .map((slot) => feed.entry(slot).event.title);
}

function found(feed: TimelineFeed): Promise<void> {
  return vi.waitFor(() => expect(feed.filter?.progress).toBeUndefined());
}

const rows = [
  storedEvent({ title: 'disk full' }, 1),
  storedEvent({ title: 'disk fine' }, 2),
  storedEvent({ title: 'tape full' }, 3),
];

describe('a filter', () => {
  it('shows what fits, counts what it hides, and gives it back', async () => {
    const feed = new MemorySource(rows).feed();
    feed.show('disk', START);
    await found(feed);
    expect(titlesOf(feed)).toEqual(['disk fine', 'disk full']);
    expect(feed.filter).toMatchObject({ size: 2, hidden: 1 });
    feed.show('  ', START);
    expect(feed.filter).toBeUndefined();
    expect(titlesOf(feed)).toHaveLength(3);
  });

  it('stacks what it shows by itself, so that the count is that of the rows', async () => {
    const events = [
      about('pve-01', '100', 0, 'error'),
      about('pve-01', '100', 1),
      about('pve-01', '100', 2, 'error'),
    ];
    const feed = new MemorySource(events).feed();
    expect(feed.index.at(0)).toMatchObject({ size: 3 });
    feed.show('sev:error', START);
    await found(feed);
    expect(feed.index.at(0)).toMatchObject({ size: 2 });
    expect(feed.strip(START + 3 * 3_600_000).reduce((sum, { count }) => sum + count, 0)).toBe(2);
  });

  it('keeps up with what comes, changes and goes', async () => {
    const source = new MemorySource(rows);
    const feed = source.feed();
    feed.show('disk -is:acked', START);
    await found(feed);
    source.arrive(storedEvent({ title: 'disk new' }, 4), storedEvent({ title: 'tape new' }, 5));
    expect(titlesOf(feed)).toEqual(['disk new', 'disk fine', 'disk full']);
    expect(feed.shownArrivals).toBe(1);
    expect(feed.arrivals).toBe(2);
    source.update({ ...rows[1]!, title: 'tape fine' });
    expect(titlesOf(feed)).toEqual(['disk new', 'disk full']);
    await source.flag([source.slotOf(rows[0]!)], FLAG.acked, true);
    expect(titlesOf(feed)).toEqual(['disk new']);
    await source.flag([source.slotOf(rows[0]!)], FLAG.acked, false);
    expect(titlesOf(feed)).toEqual(['disk new', 'disk full']);
    await source.flag([source.slotOf(rows[0]!)], FLAG.dismissed, true);
    expect(titlesOf(feed)).toEqual(['disk new']);
  });

  it('sees what is read from the disk while and after it looks', async () => {
    const source = new MemorySource(rows);
    source.indexed = 0.5;
    const feed = source.feed();
    feed.show('full', START);
    source.load(storedEvent({ title: 'pool full' }, -5), storedEvent({ title: 'pool fine' }, -6));
    await found(feed);
    expect(titlesOf(feed)).toEqual(['tape full', 'disk full', 'pool full']);
    source.load(storedEvent({ title: 'last one full' }, -7));
    await found(feed);
    expect(titlesOf(feed)).toHaveLength(4);
  });

  it('keeps a row in its place that is changed while the history is still read', async () => {
    const source = new MemorySource(rows);
    source.indexed = 0.5;
    const feed = source.feed();
    feed.show('full', START);
    await found(feed);
    void source.flag([source.slotOf(rows[2]!)], FLAG.acked, true);
    expect(titlesOf(feed)).toEqual(['tape full', 'disk full']);
  });

  it('shows of any history and in any order what a look at each event would', async () => {
    const word = fc.constantFrom('disk', 'tape', 'full', 'fine', 'nas');
    const event = fc.tuple(word, word, fc.integer({ min: 0, max: 90 }), fc.constantFrom('info', 'error'));
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 60 }), fc.nat(60), word, async (events, late, wanted) => {
        const all = events.map(([a, b, hours, severity]) =>
          storedEvent({ title: `${a} ${b}`, metadata: { NodeName: a, severity } }, hours),
        );
        const source = new MemorySource(all.slice(0, late));
        const feed = source.feed();
        feed.show(`${wanted} sev:error`, START);
        source.arrive(...all.slice(late));
        await found(feed);
        const expected = all.filter(
          ({ title, metadata }) => title.includes(wanted) && metadata.severity === 'error',
        );
        expect(titlesOf(feed).sort()).toEqual(expected.map(({ title }) => title).sort());
        expect(feed.filter).toMatchObject({ size: expected.length, hidden: all.length - expected.length });
        feed.close();
      }),
      { numRuns: 40 },
    );
  });
});
