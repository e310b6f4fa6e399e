import { describe, expect, it } from 'vitest';
import { FLAG } from '../../src/store/event-table.ts';
import { settle } from '../../src/ui/stand-in.ts';
import { about, START, storedEvent } from '../support/events.ts';
import { readerOf } from '../support/reader.ts';
import { MemorySource } from '../support/source.ts';

/** An event about a guest of its own, so many hours after the start. */
function alone(title: string, hours: number, severity = 'info') {
  return { ...about('pve-01', title, hours, severity), title };
}

/** From the newest down; every second one is a warning. */
function night() {
  return [
    alone('warning 9', 9, 'warning'),
    alone('notice 8', 8),
    alone('warning 7', 7, 'warning'),
    alone('notice 6', 6),
    alone('warning 5', 5, 'warning'),
    alone('notice 4', 4),
  ];
}

/** A person who looks at the notice of hour 6. */
function atNotice() {
  const source = new MemorySource(night());
  const reader = readerOf(source);
  reader.give('home', 'down', 'down', 'down');
  expect(reader.title()).toBe('notice 6');
  return { source, reader };
}

describe('a filter that hides what is selected', () => {
  it('selects the next older that is shown, which stays on its line whatever arrives', () => {
    const { source, reader } = atNotice();
    source.arrive(alone('live 10', 10, 'warning'));
    reader.give('attention');
    expect(reader.title()).toBe('warning 5');
    reader.resize(4);
    reader.give('up', 'down');
    const line = reader.lineOf(reader.row()!);
    for (const hours of [11, 12, 13]) {
      source.arrive(alone(`live ${hours}`, hours, 'warning'));
      expect(reader.title()).toBe('warning 5');
      expect(reader.lineOf(reader.row()!)).toBe(line);
    }
  });

  it('selects none of what arrives, though it was never moved since', () => {
    const { source, reader } = atNotice();
    reader.give('attention');
    for (const hours of [4.5, 5.5, 10, 11]) source.arrive(alone(`live ${hours}`, hours, 'warning'));
    expect(reader.title()).toBe('warning 5');
  });

  it('selects the next newer where nothing older is shown', () => {
    const { source, reader } = atNotice();
    reader.give('end');
    reader.filter('is:attention');
    expect(reader.title()).toBe('warning 5');
    source.arrive(alone('late 3', 3, 'warning'), alone('live 10', 10, 'warning'));
    expect(reader.title()).toBe('warning 5');
  });

  it('stays with a stack of which something is still shown', () => {
    const stack = [
      storedEvent({ title: 'done' }, 6.5),
      { ...about('pve-01', '100', 3, 'error'), title: 'failed' },
    ];
    const source = new MemorySource([...night(), ...stack]);
    const reader = readerOf(source);
    reader.give('home', 'down', 'down', 'down');
    expect(reader.title()).toBe('done');
    expect(reader.row()!.stack.size).toBe(2);
    reader.give('attention');
    expect(reader.title()).toBe('failed');
    source.arrive(alone('live 10', 10, 'warning'));
    expect(reader.title()).toBe('failed');
    reader.give('attention');
    expect(reader.title()).toBe('done');
  });

  it('gives back what was selected when it is taken off, unless the person went elsewhere', () => {
    const { source, reader } = atNotice();
    reader.give('attention');
    source.arrive(alone('live 10', 10, 'warning'));
    expect(reader.title()).toBe('warning 5');
    reader.give('attention');
    expect(reader.title()).toBe('notice 6');
    reader.give('attention');
    expect(reader.title()).toBe('warning 5');
    reader.give('up', 'attention');
    expect(reader.title()).toBe('warning 7');
  });

  it('does not go back to what is shown again by no doing of the person', async () => {
    const { source, reader } = atNotice();
    const { slot } = reader.row()!;
    await source.flag([slot], FLAG.dismissed, true);
    expect(reader.title()).toBe('warning 5');
    await source.flag([slot], FLAG.dismissed, false);
    expect(reader.title()).toBe('warning 5');
  });

  it('selects nothing where nothing is shown, and does not follow what fits later', () => {
    const { source, reader } = atNotice();
    reader.filter('sev:critical');
    expect(reader.row()).toBeUndefined();
    source.arrive(alone('critical 10', 10, 'critical'));
    expect(reader.title()).toBe('critical 10');
    source.arrive(alone('critical 11', 11, 'critical'));
    expect(reader.title()).toBe('critical 10');
    reader.filter('');
    expect(reader.title()).toBe('notice 6');
  });

  it('goes on following where the newest was followed', () => {
    const source = new MemorySource(night());
    const reader = readerOf(source);
    reader.filter('sev:critical');
    source.arrive(alone('critical 10', 10, 'critical'));
    source.arrive(alone('critical 11', 11, 'critical'));
    expect(reader.title()).toBe('critical 11');
  });

  it('never takes another event for it that has got its slot', () => {
    const { source, reader } = atNotice();
    const { slot } = reader.row()!;
    reader.give('attention');
    expect(reader.title()).toBe('warning 5');
    source.giveUp(slot);
    source.arrive(alone('newcomer', 12));
    expect(source.event(slot)!.title).toBe('newcomer');
    reader.give('attention');
    expect(reader.title()).toBe('warning 5');
  });

  it('nor does so where it is chosen anew, as not all had been looked through', () => {
    const { source, reader } = atNotice();
    const { slot } = reader.row()!;
    reader.give('attention');
    const { selection, standIn, ...rest } = reader.state();
    const undecided = { ...rest, selection, standIn: { ...standIn!, isFinal: false } };
    source.giveUp(slot);
    source.arrive(alone('newcomer', 12));
    reader.give('attention');
    expect(settle(undecided, reader.feed).selection).toEqual(selection);
  });
});

describe('what goes otherwise', () => {
  it('has the next older in its place, when another dismisses it', async () => {
    const { source, reader } = atNotice();
    await source.flag([reader.row()!.slot], FLAG.dismissed, true);
    expect(reader.title()).toBe('warning 5');
    source.arrive(alone('live 10', 10), alone('late 5.5', 5.5));
    expect(reader.title()).toBe('warning 5');
  });

  it('leaves the person who dismisses the last that fits frozen, and with the timeline', async () => {
    const { source, reader } = atNotice();
    source.arrive(alone('critical 2', 2, 'critical'));
    reader.filter('sev:critical');
    reader.give('enter');
    expect(reader.state().focus).toBe('inspector');
    const slot = reader.row()!.slot;
    reader.give('dismiss');
    await source.flag([slot], FLAG.dismissed, true);
    await reader.settled();
    expect(reader.row()).toBeUndefined();
    expect(reader.state().focus).toBe('timeline');
    source.arrive(alone('critical 10', 10, 'critical'));
    source.arrive(alone('critical 11', 11, 'critical'));
    expect(reader.title()).toBe('critical 10');
  });
});

describe('a search', () => {
  it('keeps what is selected with every letter that still finds it, and comes back to it', () => {
    const { source, reader } = atNotice();
    reader.give('search');
    reader.search('warning');
    expect(reader.title()).toBe('warning 5');
    source.arrive(alone('warning 10', 10));
    reader.search('warning ');
    expect(reader.title()).toBe('warning 5');
    reader.search('warning 9');
    expect(reader.title()).toBe('warning 9');
    reader.search('warning');
    source.arrive(alone('warning 11', 11));
    expect(reader.title()).toBe('warning 9');
    reader.search('');
    expect(reader.title()).toBe('notice 6');
    reader.give('back');
    expect(reader.title()).toBe('notice 6');
  });

  it('that is written before it is done comes back to what was selected as well', () => {
    const { reader } = atNotice();
    reader.give('attention');
    const written = settle({ ...reader.state(), filter: '' }, reader.feed);
    expect(written.selection).toEqual(reader.state().selection);
    reader.feed.show('', START);
    const { selection } = settle(written, reader.feed);
    expect(reader.feed.entry(selection!.slot).event.title).toBe('notice 6');
  });

  it('that goes through a long history moves the selection twice at most, and ends at the nearest', async () => {
    const history = Array.from({ length: 30_000 }, (_, at) =>
      storedEvent({
        title: `event ${at} ${at % 2 === 0 ? 'left' : 'right'}`,
        metadata: { NodeName: 'pve-01', VMID: `${at}`, severity: 'info' },
        time: START + at * 1000,
      }),
    );
    const reader = readerOf(new MemorySource(history));
    reader.give('home', ...Array<'pageDown'>(800).fill('pageDown'));
    const [, number] = reader.title()!.split(' ');
    const wanted = Number(number) % 2 === 0 ? 'right' : 'left';
    reader.give('search');
    reader.search(wanted);
    const titles = new Set<string | undefined>();
    let slices = 0;
    while (reader.feed.isPartial) {
      titles.add(reader.title());
      slices += 1;
      await new Promise((done) => setImmediate(done));
    }
    expect(slices).toBeGreaterThan(1);
    titles.add(reader.title());
    expect(titles.size).toBeLessThanOrEqual(2);
    expect(reader.title()).toBe(`event ${Number(number) - 1} ${wanted}`);
    reader.give('back');
    expect(reader.title()).toMatch(`event ${number} `);
  });
});
