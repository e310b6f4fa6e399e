import { describe, expect, it } from 'vitest';
import type { Frame } from '../../src/ui/frame.ts';
import type { MouseReport } from '../../src/ui/part-input.ts';
import { wishOf } from '../../src/ui/point.ts';
import { type Pointing, reducePointing } from '../../src/ui/pointer-state.ts';
import { initialState, type TimelineState } from '../../src/ui/timeline-state.ts';
import { viewOf } from '../../src/ui/view-of.ts';
import { about, START, storedEvent } from '../support/events.ts';
import { draw, servicesOf } from '../support/frames.ts';

/** The stack is on the fourth line of the screen, the guests below it. */
const WORLD = {
  events: [
    ...Array.from({ length: 60 }, (_, at) => about('a', `${900 + at}`, -1 - at / 60)),
    storedEvent({}, -0.2),
    storedEvent({}, -0.1),
  ],
};
const STACK = 61;
const NARROW = [60, 20] as const;

function report(y: number, button: MouseReport['button'] = 'left', x = 20): MouseReport {
  return { button, x, y, times: 1 };
}

describe('a click', () => {
  it.each<[string, Partial<TimelineState>, readonly [number, number], number, object]>([
    ['on another row selects it', {}, [120, 40], 4, { unfolds: false, above: 1 }],
    ['on the selected stack opens it', {}, [120, 40], 3, { unfolds: true, above: 0 }],
    ['on it from the details goes there', { focus: 'inspector' }, [120, 40], 3, { unfolds: false, above: 0 }],
    [
      'on a selected event selects it',
      { selection: { slot: 0, child: false }, above: 1 },
      [120, 40],
      4,
      { unfolds: false },
    ],
    ['on the selected stack opens it, also where the screen is narrow', {}, NARROW, 3, { unfolds: true }],
  ])('%s', (_, state, [columns, rows], y, pointing) => {
    const frame = draw(WORLD, state, columns, rows);
    expect(wishOf(report(y), frame, frame)).toMatchObject({
      kind: 'pointing',
      pointing: { type: 'row', ...pointing },
    });
  });

  it('on a selected event opens its details where they have no room of their own', () => {
    const frame = draw(WORLD, { selection: { slot: 0, child: false }, above: 1 }, ...NARROW);
    expect(wishOf(report(4), frame, frame)).toEqual({ kind: 'command', command: 'enter' });
  });

  it('runs the action that was on the screen, whatever is selected by now', () => {
    const shown = draw(WORLD, { selection: { slot: 0, child: false } });
    const y = shown.side!.findIndex((line) => line.some(({ text }) => text.includes('Copy VMID')));
    const wish = wishOf(report(y + shown.head.length, 'left', 90), shown, draw(WORLD));
    expect(wish).toMatchObject({ kind: 'action', action: { label: 'Copy VMID', text: '900' } });
  });

  it('chooses a command of the help, and runs the one that is chosen', () => {
    const help = draw(WORLD, { focus: 'help' });
    const [, first, second] = [0, 1, 2].map((line) => wishOf(report(help.head.length + line), help, help));
    expect(first).toEqual({ kind: 'command', command: 'runFound' });
    expect(second).toEqual({ kind: 'pointing', pointing: { type: 'choice', at: 1, above: 2 } });
  });

  it('presses a key only while that means what the screen says', () => {
    const shown = draw(WORLD);
    const y = shown.head.length + shown.layout.list.height;
    expect(wishOf(report(y, 'left', 0), shown, shown)).toEqual({ kind: 'key', key: 'down' });
    const asked = draw(WORLD, { question: { about: 'quit', canHandOver: false } });
    expect(wishOf(report(y, 'left', 0), shown, asked)).toBeUndefined();
    expect(wishOf(report(y, 'left', 0), asked, asked)).toEqual({ kind: 'key', key: 'y' });
  });

  it('means nothing while a question waits that came after what is on the screen', () => {
    const asked = draw(WORLD, { question: { about: 'quit', canHandOver: false } });
    expect(wishOf(report(4), draw(WORLD), asked)).toBeUndefined();
    expect(wishOf(report(4, 'wheelDown'), draw(WORLD), asked)).toBeUndefined();
  });
});

describe('what the mouse does to the screen', () => {
  const services = servicesOf(WORLD);

  function pointed(
    state: Partial<TimelineState>,
    pointing: Pointing,
    frame: Frame = draw(WORLD, state),
  ): TimelineState {
    return reducePointing({ ...initialState, ...state }, pointing, viewOf(frame, services.feed, START));
  }

  it('stays as it was where the row has gone or there is nowhere to scroll to', () => {
    const row = draw(WORLD).row!;
    const gone = { type: 'row', row: { ...row, slot: 1000 }, above: 3, unfolds: true } as const;
    expect(pointed({}, gone)).toEqual(initialState);
    for (const type of ['timeline', 'details', 'overlay'] as const)
      expect(pointed({}, { type, by: -3 })).toEqual(initialState);
    expect(pointed({ focus: 'help' }, { type: 'overlay', by: -3 })).toEqual({
      ...initialState,
      focus: 'help',
    });
  });

  it('scrolls as far as the wheel was turned, and to the end', () => {
    const far = pointed({}, { type: 'timeline', by: 24 });
    expect(far).toMatchObject({ selection: { slot: 23, child: false }, above: 0 });
    expect(pointed(far, { type: 'timeline', by: -21 })).toMatchObject({
      selection: far.selection,
      above: 21,
    });
    const end = pointed({}, { type: 'timeline', by: 3000 });
    expect(pointed(end, { type: 'timeline', by: 3 })).toEqual(end);
  });

  it('chooses another command of the help', () => {
    const help = draw(WORLD, { focus: 'help' });
    const state = { ...initialState, focus: 'help' } as const;
    expect(pointed(state, { type: 'help', by: 3 }, help).help.at).toBe(3);
    expect(pointed(state, { type: 'help', by: -3 }, help)).toEqual(state);
    expect(pointed(state, { type: 'help', by: 3000 }, help).help.at).toBe(help.help!.count - 1);
    const choice = { type: 'choice', at: 17, above: 18 } as const;
    const chosen = pointed(state, choice, help);
    expect(chosen.help.at).toBe(17);
    // It stays under the pointer.
    expect(draw(WORLD, chosen).main[18]![0]).toMatchObject({ inverse: true });
  });

  it('holds the newest while its details are scrolled, and lets it be followed over an overlay', () => {
    const small = draw(WORLD, {}, 120, 20);
    const held = pointed({}, { type: 'details', by: 3 }, small);
    expect(held).toMatchObject({ focus: 'timeline', scroll: 3, selection: { slot: STACK, child: false } });
    const help = draw(WORLD, { focus: 'help' }, 120, 20);
    expect(pointed({ focus: 'help' }, { type: 'overlay', by: 3 }, help)).toEqual({
      ...initialState,
      focus: 'help',
      scroll: 3,
    });
  });

  it('has the details of another row from their beginning', () => {
    const held = pointed({}, { type: 'details', by: 3 }, draw(WORLD, {}, 120, 20));
    expect(pointed(held, { type: 'timeline', by: 3 })).toMatchObject({ scroll: 0 });
    expect(draw(WORLD, { ...initialState, scroll: 3 }, 120, 20).side).toEqual(draw(WORLD, {}, 120, 20).side);
  });
});
