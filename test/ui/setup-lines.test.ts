import { describe, expect, it } from 'vitest';
import { safe } from '../../src/safe-text.ts';
import { initialState } from '../../src/ui/timeline-state.ts';
import { storedEvent } from '../support/events.ts';
import { draw, textOf } from '../support/frames.ts';

const SIZES = [
  [60, 20],
  [40, 10],
] as const;

describe.each(SIZES)('the set-up at %d×%d', (columns, rows) => {
  it.each([
    ['e', /\be (writes|changes) it/],
    ['m', /\bm makes/],
    ['p', /\(p copies it\)/],
    ['b', /\(b copies the body\)/],
    ['c', /\(c copies it\)/],
    ['t', /\(t copies it\)/],
    ['a', /\ba next/],
  ])('says what %s does', (_, told) => {
    const serverUrls = { pve: 'https://a-long-name-of-a-node.example.lan:8006', pbs: '' };
    const setup = { ...initialState.setup, serverUrls };
    const pages = Array.from({ length: 24 }, (_each, page) => {
      const state = { focus: 'setup', setup, scroll: page * (rows - 3) } as const;
      const { main, foot } = draw({ events: [storedEvent()] }, state, columns, rows);
      return textOf([...main, foot]);
    });
    const text = pages.join(' ').replace(/\s+/g, ' ');
    expect(text).toMatch(told);
  });

  it('shows what is written of the address', () => {
    const foot = (url: string) => textOf([draw({ events: [] }, { focus: 'url', url }, columns, rows).foot]);
    expect(foot('https://')).toContain('https://▏');
    expect(foot('https://pve-01.lan')).toContain('https://pve-01.lan▏');
    expect(foot('https://pve-01.example.lan:8006')).toMatch(/e\.lan:8006▏/);
  });

  it('says why an address was not kept', () => {
    const status = { ok: false, text: safe`it begins with x` };
    const state = { focus: 'url', url: 'pve.lan', status } as const;
    expect(textOf([draw({ events: [] }, state, columns, rows).foot])).toContain('it begins with x');
  });
});
