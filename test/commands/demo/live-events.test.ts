import { describe, expect, it } from 'vitest';
import { demoDay } from '../../../src/commands/demo/demo-day.ts';
import { demoFeed } from '../../../src/commands/demo/demo-feed.ts';
import { type LiveEvent, liveEvents, type Pace } from '../../../src/commands/demo/live-events.ts';
import { seeded } from '../../../src/commands/demo/random.ts';
import { makeIntake, type Sent } from '../../../src/commands/demo/sent.ts';
import type { StoredEvent } from '../../../src/event.ts';
import { FLAG } from '../../../src/store/event-table.ts';

const START = Date.parse('2026-04-29T10:00:00Z');

/** What happens in a time, with when it does. */
function within(ms: number, seed = 1, pace?: Pace): Sent[] {
  const sent: Sent[] = [];
  let clock = START;
  for (const { afterMs, send } of liveEvents(seeded(seed), pace)) {
    clock += afterMs;
    if (clock > START + ms) return sent;
    sent.push(send(clock));
  }
  return sent;
}

const HOUR = within(3_600_000);

describe('what comes in the demo', () => {
  it('is the same for the same numbers', () => {
    expect(within(600_000, 7)).toEqual(within(600_000, 7));
    expect(within(600_000, 8)).not.toEqual(within(600_000, 7));
  });

  it('comes every five to twenty seconds, soon at first, and sometimes in a burst', () => {
    const waits = HOUR.map(({ at }, place) => at - (HOUR[place - 1]?.at ?? START));
    expect(waits[0]).toBe(3000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(20_000);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(0);
    const average = 3_600_000 / waits.length;
    expect(average).toBeGreaterThan(5000);
    expect(average).toBeLessThan(20_000);
    const bursts = HOUR.filter(({ at }, place) => HOUR[place + 4] && HOUR[place + 4]!.at - at < 11_000);
    expect(bursts.length).toBeGreaterThan(5);
  });

  it('goes at the pace it is given', () => {
    const slow = within(3_600_000, 1, { first: 60_000, quiet: [60_000, 60_000] });
    expect(slow[0]!.at).toBe(START + 60_000);
    expect(slow.length).toBeLessThan(HOUR.length / 4);
  });

  it('is read like any other, and is of every kind', () => {
    const events = HOUR.map(makeIntake(seeded(2)));
    const kindsOf = (all: readonly StoredEvent[]) =>
      new Set(all.map(({ metadata, providerIdentifier }) => metadata.TaskType ?? providerIdentifier));
    // What does not happen over and over to the same cluster is of the day alone.
    const once = ['acme', 'fencing', 'com.proxmox'];
    const day = demoDay(START, seeded(1)).sent.map(makeIntake(seeded(2)));
    expect(new Set([...kindsOf(events), ...once])).toEqual(kindsOf(day));
    for (const { metadata, derived, title } of events)
      if (metadata.Message && metadata.TaskType !== 'system-mail') expect(derived?.title, title).toBeTruthy();
  });

  it('has no job in trouble twice at once', () => {
    const jobs = HOUR.map(({ body }) => JSON.parse(body)).filter(
      ({ fields }) => fields?.type === 'replication',
    );
    const open = new Map<string, number>();
    for (const { fields, message } of jobs) {
      const count = Number(/Failure count: (\d)/.exec(message)![1]);
      expect(count).toBe(((open.get(fields['job-id']) ?? 0) % 3) + 1);
      open.set(fields['job-id'], count);
    }
    expect(open.size).toBeGreaterThan(2);
  });
});

describe('the feed of the demo', () => {
  it('begins with stacks, a gap, a visit, and what was bad before that acknowledged', () => {
    const { feed } = demoFeed(START);
    const { index, source } = feed;
    const stacks = Array.from({ length: index.size }, (_, place) => index.at(place)!);
    expect(stacks.filter(({ size }) => size > 1).length).toBeGreaterThan(10);
    expect(stacks.reduce((sum, { size }) => sum + size, 0)).toBe(source.table.size);
    expect(source.gaps).toHaveLength(1);
    const visit = Date.parse(source.lastVisit!);
    const acked = [...source.table.slots()].filter((slot) => source.table.flags(slot) & FLAG.acked);
    expect(acked.length).toBeGreaterThan(0);
    for (const slot of acked) expect(source.table.time(slot)).toBeLessThan(visit);
    expect(feed.arrivals).toBe(0);
    feed.close();
  });

  it('stays within its bounds for days, and its counts agree', () => {
    const { feed, coming, happen } = demoFeed(START, 300);
    let clock = START;
    for (let count = 0; count < 3000; count += 1) {
      const { afterMs, send }: LiveEvent = coming.next().value;
      clock += afterMs;
      happen(send, clock);
    }
    expect(feed.source.table.size).toBe(300);
    expect(feed.source.table.end).toBeLessThanOrEqual(301);
    let shown = 0;
    for (let place = 0; place < feed.index.size; place += 1) shown += feed.index.at(place)!.size;
    expect(shown).toBe(300);
    expect(feed.arrivals).toBe(3000);
    expect(clock - START).toBeGreaterThan(4 * 3_600_000);
    feed.close();
  });
});
