import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safe } from '../../src/safe-text.ts';
import { severityChoices } from '../../src/ui/filter-lines.ts';
import { type Frame, makeFrame } from '../../src/ui/frame.ts';
import { type Hit, hitOf } from '../../src/ui/hit.ts';
import { KEYS } from '../../src/ui/keys.ts';
import { pictureOf } from '../../src/ui/picture.ts';
import { reducePointing } from '../../src/ui/pointer-state.ts';
import { leastAbove, Rows } from '../../src/ui/rows.ts';
import { initialState, type TimelineState } from '../../src/ui/timeline-state.ts';
import { viewOf } from '../../src/ui/view-of.ts';
import { about, HOUR, START, storedEvent } from '../support/events.ts';
import { draw, refusal, servicesOf, textOf, type World } from '../support/frames.ts';

const SIZES = [
  [160, 50],
  [120, 40],
  [90, 44],
  [90, 30],
  [60, 20],
  [40, 10],
] as const;

/** The screen as text, one line a row. */
function screenOf(frame: Frame, columns: number, rows: number): string[] {
  return textOf(pictureOf(frame, columns, rows)).split('\n');
}

/** What lies where a text begins that is on the screen once. */
function hitAt(text: string, frame: Frame, columns = 120, rows = 40): Hit | undefined {
  const screen = screenOf(frame, columns, rows);
  const y = screen.findIndex((line) => line.includes(text));
  expect(y, `${text} in\n${screen.join('\n')}`).toBeGreaterThan(-1);
  return hitOf(frame, screen[y]!.indexOf(text), y);
}

describe('what lies under the pointer', () => {
  const events = [
    storedEvent({ title: 'first' }, -50),
    storedEvent({ title: 'second' }, -49),
    about('a', '7', 0),
  ];
  const world: World = {
    events,
    refused: [refusal()],
    source: { gaps: [{ from: START - 9 * HOUR, to: START - HOUR }] },
  };

  it.each<[string, string, Partial<Hit> | undefined]>([
    ['the top line', 'tempo-tui', undefined],
    ['a notice', 'is being refused', undefined],
    ['a heading', 'Today', { pane: 'timeline', row: undefined, click: undefined }],
    ['a gap', 'receiver down', { pane: 'timeline', row: undefined, click: undefined }],
    ['the mark of a stack', '▸', { pane: 'timeline', click: { does: 'unfold' } }],
    ['a title', 'second', { pane: 'timeline', click: undefined }],
    ['a rule', '│', undefined],
    ['a detail', 'Guest ', { pane: 'details', click: undefined }],
    ['an action', 'Copy node name', { pane: 'details', click: { does: 'action', at: 3 } }],
    ['why actions cannot run', 'Open Datacenter', { pane: 'details', click: { does: 'action', at: 0 } }],
    ['a key', '? help', { pane: 'foot', click: { does: 'key', key: '?' } }],
    ['its verb', 'help', { pane: 'foot', click: { does: 'key', key: '?' } }],
    ['the keys of the arrows', '↓ move', { pane: 'foot', click: { does: 'key', key: 'down' } }],
    ['between the keys', '  q quit', { pane: 'foot', click: undefined }],
  ])('is known of %s', (_, text, hit) => {
    const found = hitAt(text, draw(world));
    if (hit) expect(found).toMatchObject(hit);
    else expect(found).toBeUndefined();
  });

  it('is an action on all of its line, wherever it is scrolled to', () => {
    for (const scroll of [0, 3]) {
      const frame = draw(world, { focus: 'inspector', scroll });
      const y = screenOf(frame, 120, 40).findIndex((line) => line.includes('Copy node name'));
      for (const [x, at] of [
        [72, 3],
        [119, 3],
      ] as const) {
        expect(hitOf(frame, x, y)?.click).toEqual({ does: 'action', at });
        expect(hitOf(frame, x, y + 1)?.click).toEqual({ does: 'action', at });
      }
    }
  });

  it('is nothing but the answers while a question waits', () => {
    const asked = draw(world, { question: { about: 'quit', canHandOver: false } });
    expect(hitAt('y/n', asked)?.click).toEqual({ does: 'key', key: 'y' });
    expect(hitAt('n  Quit', asked)?.click).toEqual({ does: 'key', key: 'n' });
    expect(hitAt('Quit?', asked)).toEqual({ pane: 'foot' });
    expect(hitAt('second', asked)).toBeUndefined();
    expect(hitAt('Open Datacenter', asked)).toBeUndefined();
    const command = draw(world, { question: { about: 'command', command: 'rm all' } });
    expect(hitAt('N  Run this', command)?.click).toEqual({ does: 'key', key: 'n' });
    expect(hitAt('rm all', command)).toBeUndefined();
    const text = safe`Severity at least:`;
    const chosen = draw(world, { question: { about: 'filter', text, choices: severityChoices('') } });
    expect(hitAt('error', chosen)?.click).toEqual({ does: 'key', key: 'e' });
  });

  it('is the keys that end the writing of a search', () => {
    const frame = draw(world, { focus: 'search' });
    expect(hitAt('Enter keeps it', frame)?.click).toEqual({ does: 'key', key: 'enter' });
    expect(hitAt('Esc goes back', frame)?.click).toEqual({ does: 'key', key: 'esc' });
    expect(hitAt('second', frame)).toMatchObject({ pane: 'timeline' });
  });

  it.each([
    ['setup', 'Connect a sender', 'overlay'],
    ['log', 'Refused, the newest first', 'overlay'],
    ['why', 'is shown so', 'overlay'],
  ] as const)('is the overlay of %s', (focus, text, pane) => {
    expect(hitAt(text, draw(world, { focus }))).toMatchObject({ pane, click: undefined });
  });

  it('is a command of the help, on all of its line', () => {
    const frame = draw(world, { focus: 'help' });
    const hit = hitAt('acknowledge, or take that back', frame);
    const place = KEYS.filter(({ in: places }) => places.includes('timeline')).findIndex(
      ({ command }) => command === 'ack',
    );
    expect(hit).toMatchObject({ pane: 'help', click: { does: 'choose', at: place } });
    const y = screenOf(frame, 120, 40).findIndex((line) => line.includes('acknowledge, or'));
    expect(hitOf(frame, 119, y)).toEqual(hit);
    expect(hitAt('Esc goes back', frame)?.click).toEqual({ does: 'key', key: 'esc' });
  });

  it('is the details also where they lie over the timeline or below it', () => {
    expect(hitAt('Copy node name', draw(world, { focus: 'inspector' }, 60, 30), 60, 30)).toMatchObject({
      pane: 'details',
      click: { does: 'action', at: 3 },
    });
    expect(hitAt('Copy node name', draw(world, {}, 90, 50), 90, 50)).toMatchObject({
      pane: 'details',
      click: { does: 'action', at: 3 },
    });
  });

  it('is nothing where there is no room for a picture, nor beyond it', () => {
    expect(hitOf(draw(world, {}, 39, 9), 3, 3)).toBeUndefined();
    const frame = draw(world);
    for (const [x, y] of [
      [-1, 5],
      [120, 5],
      [5, 40],
      [5, -1],
    ] as const)
      expect(hitOf(frame, x, y)).toBeUndefined();
  });
});

describe('a click on any row that is on the screen', () => {
  const guests = fc.array(fc.tuple(fc.nat(9), fc.integer({ min: -80, max: 0 })), {
    minLength: 1,
    maxLength: 60,
  });
  const shown = fc.record({
    size: fc.constantFrom(...SIZES),
    focus: fc.constantFrom('timeline', 'inspector', 'search'),
    above: fc.nat(40),
    selected: fc.nat(60),
    opened: fc.array(fc.nat(60), { maxLength: 6 }),
    follows: fc.boolean(),
    refused: fc.boolean(),
    gaps: fc.array(fc.integer({ min: 1, max: 80 }), { maxLength: 3 }),
  });

  it('selects the event that is drawn there, and leaves it there', () => {
    fc.assert(
      fc.property(guests, shown, (all, { size, focus, above, selected, opened, follows, refused, gaps }) => {
        const [columns, rows] = size;
        const events = all.map(([vmid, hours], at) => ({
          ...about('a', `${vmid}`, hours + at / 1000),
          title: `<${at}>`,
        }));
        const source = {
          gaps: gaps
            .sort((a, b) => b - a)
            .map((hour) => ({ from: START - hour * HOUR - 1e6, to: START - hour * HOUR - 1 })),
        };
        const services = servicesOf({ events, source, refused: refused ? [refusal()] : [] });
        const slot = selected % events.length;
        const state: TimelineState = {
          ...initialState,
          focus: columns < 70 && focus === 'inspector' ? 'timeline' : focus,
          above,
          opened: opened.map((each) => each % events.length),
          selection: follows ? undefined : { slot, child: selected % 2 === 0 },
        };
        const frame = makeFrame(state, services, columns, rows);
        const screen = screenOf(frame, columns, rows);
        const width = frame.layout.list.width;
        const edges = [0, width - 1, width, columns - 1];
        let clicked = 0;
        for (const [y, line] of screen.entries()) {
          const [, drawn] = /<(\d+)>/.exec(line.slice(0, width)) ?? [];
          const cells = [...edges, y % columns];
          const hits = cells.map((x) => hitOf(frame, x, y));
          const isPane = hits[0]?.pane === 'timeline';
          const slot = isPane && drawn !== undefined ? Number(drawn) : undefined;
          expect(hits.map((hit) => hit?.pane === 'timeline')).toEqual(cells.map((x) => isPane && x < width));
          expect(hits.map((hit) => hit?.row?.slot)).toEqual(cells.map((x) => (x < width ? slot : undefined)));
          const { row, above: at = 0 } = hits[0] ?? {};
          if (!row) continue;
          clicked += 1;
          const next = reducePointing(
            state,
            { type: 'row', row, above: at, unfolds: false },
            viewOf(frame, services.feed, START),
          );
          expect(next.focus).toBe(state.focus === 'search' ? 'search' : 'timeline');
          const after = makeFrame(next, services, columns, rows);
          expect(after.row).toMatchObject({ slot: row.slot, child: row.child });
          // The gap above the newest shows as soon as that is selected.
          const lower = Math.max(
            0,
            leastAbove(new Rows(services.feed.index, state.opened, source.gaps), row) - at,
          );
          expect(hitOf(after, 0, y + lower)?.row).toMatchObject({ slot: row.slot, child: row.child });
        }
        expect(clicked).toBeGreaterThan(0);
        expect(clicked).toBe(
          screen.filter((line) => /<\d+>/.test(line.slice(0, width)) && /^▌/.test(line)).length,
        );
      }),
      { numRuns: 60 },
    );
  });
});
