import { describe, expect, it, vi } from 'vitest';
import { FLAG } from '../../src/store/event-table.ts';
import { about, HOUR, START, storedEvent } from '../support/events.ts';
import { showTimeline } from '../support/timeline.tsx';

const EVENTS = [
  storedEvent({ title: 'older' }, 1),
  storedEvent({ title: 'newer' }, 2),
  { ...about('pve-02', '7', 0), title: 'another' },
];

function show() {
  return showTimeline(EVENTS, START + 3 * HOUR);
}

describe('what is done to events', () => {
  it('marks all of a stack as acknowledged, and takes that back', async () => {
    const { press, screen } = show();
    press('a');
    await vi.waitFor(() => expect(screen()).toContain('acknowledged 2 events (z undoes it)'));
    expect(screen()).toMatch(/newer.* ✓/);
    press('a');
    await vi.waitFor(() => expect(screen()).toContain('no longer acknowledged: 2 events'));
    expect(screen()).not.toMatch(/newer.* ✓/);
  });

  it('takes one event of an open stack off the timeline, and z brings it back', async () => {
    const { press, screen } = show();
    press('l', 'l', 'x');
    await vi.waitFor(() => expect(screen()).toContain('dismissed 1 event'));
    expect(screen()).not.toContain('×2');
    expect(screen()).toContain('older');
    press('z');
    await vi.waitFor(() => expect(screen()).toContain('undone for 1 event'));
    expect(screen()).toContain('×2');
    press('z');
    await vi.waitFor(() => expect(screen()).toContain('there is nothing to undo'));
  });

  it('takes back nothing that was not done', async () => {
    const { press, screen, feed } = show();
    const flag = vi.spyOn(feed.source, 'flag').mockRejectedValueOnce(new Error('cut off'));
    press('a');
    await vi.waitFor(() => expect(screen()).toContain('that failed: cut off'));
    press('z');
    await vi.waitFor(() => expect(screen()).toContain('there is nothing to undo'));
    press('a');
    await vi.waitFor(() => expect(screen()).toContain('acknowledged 2 events'));
    flag.mockRejectedValueOnce(new Error('cut off'));
    press('z');
    await vi.waitFor(() => expect(screen()).toContain('that failed: cut off'));
    press('z');
    await vi.waitFor(() => expect(screen()).toContain('undone for 2 events'));
  });

  it('says where what another timeline dismissed is to be seen', async () => {
    const { press, screen, feed } = show();
    await feed.source.flag([...feed.source.table.slots()], FLAG.dismissed, true);
    press('j');
    await vi.waitFor(() => expect(screen()).toContain('tempo-tui list --all shows them'));
    expect(screen()).not.toContain('z brings back');
  });

  it('leaves the reader beside what has gone', async () => {
    const { press, screen } = show();
    press('j', 'x');
    await vi.waitFor(() => expect(screen()).toContain('dismissed 1 event'));
    expect(screen()).not.toContain('another');
    press('x');
    await vi.waitFor(() => expect(screen()).toContain('dismissed 2 events'));
    press('z');
    await vi.waitFor(() => expect(screen()).toMatch(/newer.*×2/));
  });

  it.each([
    ['a', 'acknowledged 2 events'],
    ['x', 'dismissed 2 events'],
  ])('are those that were drawn when %s was pressed, and none that came since', async (key, said) => {
    const { press, screen, arrive } = show();
    await vi.waitFor(() => expect(screen()).toMatch(/newer.*×2/));
    arrive({ ...about('pve-09', '900', 3), title: 'never read' });
    press(key);
    await vi.waitFor(() => expect(screen()).toContain(said));
    expect(screen()).toContain('never read');
    expect(screen()).not.toMatch(/never read.* ✓/);
    if (key === 'a') expect(screen()).toMatch(/newer.* ✓/);
    else expect(screen()).not.toContain('newer');
  });

  it('are not those that a stack has got since it was drawn', async () => {
    const { press, screen, arrive } = show();
    await vi.waitFor(() => expect(screen()).toMatch(/newer.*×2/));
    arrive(storedEvent({ title: 'newest' }, 3));
    press('x');
    await vi.waitFor(() => expect(screen()).toContain('dismissed 2 events'));
    expect(screen()).toContain('newest');
  });
});
