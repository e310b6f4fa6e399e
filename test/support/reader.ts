import { onTestFinished, vi } from 'vitest';
import type { Command } from '../../src/ui/keys.ts';
import { layOutRows, type Row, Rows } from '../../src/ui/rows.ts';
import { settle } from '../../src/ui/stand-in.ts';
import { reduce, selectedRow } from '../../src/ui/state.ts';
import { initialState, queryOf, type TimelineState } from '../../src/ui/timeline-state.ts';
import { zoneOf } from '../../src/ui/times.ts';
import { START } from './events.ts';
import type { MemorySource } from './source.ts';

/** A person at a timeline, by commands alone and without a screen. */
export function readerOf(source: MemorySource) {
  const feed = source.feed();
  onTestFinished(() => feed.close());
  let state: TimelineState = initialState;
  let listHeight = 20;

  function take(next: TimelineState): void {
    const before = queryOf(state);
    state = next;
    if (queryOf(state) !== before) feed.show(queryOf(state), START);
    feed.setApart(state.apart);
    settled();
  }

  /** What is done with each frame that is drawn. */
  function settled(): TimelineState {
    state = settle(state, feed);
    return state;
  }

  function rows(): Rows {
    return new Rows(feed.index, state.opened, source.gaps, zoneOf(state.times));
  }

  return {
    feed,
    rows,
    state: () => state,
    row: (): Row | undefined => selectedRow(rows(), settled().selection),
    give(...commands: Command[]) {
      for (const command of commands) {
        const view = {
          index: feed.index,
          stacks: feed.stacks,
          away: feed.away,
          isPartial: feed.isPartial,
          gaps: source.gaps,
          choices: 0,
          received: feed.arrivals,
          arrivals: feed.shownArrivals,
          now: START,
          listHeight,
          scrollMax: 30,
          scrollPage: 9,
          narrow: false,
        };
        take(reduce(settled(), { type: 'command', command, view }));
      }
    },
    /** Asks for a filter, and answers with one. */
    filter(text: string) {
      this.give('severity');
      take(reduce(state, { type: 'filter', text }));
    },
    /** Writes a search, as far as it goes. */
    search(text: string) {
      take(reduce(settled(), { type: 'search', text }));
    },
    resize(height: number) {
      listHeight = height;
    },
    /** Title of the row that the keys act on; `> ` before an event under its stack. */
    title() {
      const row = this.row();
      return row && `${row.child < 0 ? '' : '> '}${source.event(row.slot)!.title}`;
    },
    /** On which line of the pane a row stands; -1 where it is not drawn. */
    lineOf({ place, child }: Row): number {
      const { lines } = layOutRows(rows(), this.row(), state.above, listHeight);
      return lines.findIndex(
        (line) => line.kind === 'row' && line.row.place === place && line.row.child === child,
      );
    },
    /** What the status line says. */
    said: () => state.status?.text,
    /** Resolves when all that is done in the background is. */
    settled: () =>
      vi.waitFor(() => {
        if (feed.isPartial || (feed.apart ?? 1) < 1) throw new Error('still at it');
      }),
  };
}

/** Every row there is, from the newest down. */
export function everyRow(rows: Rows): Row[] {
  const all: Row[] = [];
  for (let row = rows.first(); row; row = rows.next(row)) all.push(row);
  return all;
}
