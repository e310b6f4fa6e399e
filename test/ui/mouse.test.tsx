import { describe, expect, it, vi } from 'vitest';
import { about, HOUR, START, storedEvent } from '../support/events.ts';
import { showTimeline } from '../support/timeline.tsx';

const NOW = START + 6 * HOUR;
const DOWN = '\u001B[B';

/** A stack of two about guest 100, then guests 900, 901 and so on. */
const EVENTS = [
  storedEvent({ title: 'older' }, 4),
  storedEvent({ title: 'newer' }, 5),
  ...Array.from({ length: 40 }, (_, at) => about(`node-${at}`, `${900 + at}`, -at / 60)),
];

function show(events = EVENTS) {
  const shown = showTimeline(events, NOW);
  const shows = (...wanted: (string | RegExp)[]) =>
    vi.waitFor(() => {
      for (const each of wanted) expect(shown.screen()).toMatch(each);
    });
  return {
    ...shown,
    shows,
    hides: (text: string | RegExp) => vi.waitFor(() => expect(shown.screen()).not.toMatch(text)),
    /** The mouse is on, as by its key. */
    on: async () => {
      shown.press('M');
      await shows('the mouse is on', 'mouse on  ');
    },
  };
}

describe('the mouse', () => {
  it('does nothing until it is turned on, and nothing once it is off again', async () => {
    const { point, press, shows, hides, copied, on } = show();
    await shows('newer');
    point('Copy VMID');
    point('▸');
    await on();
    press('M');
    await shows('the mouse is off');
    await hides('mouse on  ');
    point('Copy VMID');
    point('▸');
    press('n');
    await shows('copied node name');
    expect(copied()).toEqual(['pve-01']);
    await hides('older');
  });

  it('selects with a click, and opens what is selected or has its mark clicked', async () => {
    const { point, shows, hides, on } = show();
    await on();
    point('node-3');
    await shows('Guest      903');
    point('newer');
    await shows('Guest      100');
    await hides(/▾/);
    point('newer');
    await shows('▾', 'older');
    point('newer');
    await hides('older');
    point('node-3');
    await shows('Guest      903');
    point('▸');
    await shows('▾', 'older', 'Guest      100');
  });

  it('opens the newest with one click, as it is selected while it is followed', async () => {
    const { point, shows, arrive, on } = show();
    await on();
    point('newer');
    await shows('▾', 'older');
    arrive(about('late', '1', 6));
    await shows('1 new ↑');
  });

  it('gives the keys to the pane that is clicked, and leaves them where they are when the wheel turns', async () => {
    const { point, press, shows, hides, on } = show();
    await on();
    point('Source ');
    await shows('Esc back');
    point('node-3');
    await shows('↓ move  Enter open');
    point('Guest ', 'wheelDown');
    point('Actions', 'wheelDown');
    await hides('Guest ');
    press(DOWN);
    await shows('Guest      904');
  });

  it('keeps the details where the wheel has put them when they get the keys', async () => {
    const { point, press, shows, screen, on } = show();
    await on();
    point('Guest ', 'wheelDown');
    await shows(/^Today +│ Node/m);
    press('\t');
    await shows('Esc back', /^Today +│ Node/m);
    press('\u001B');
    await shows(/^Today +│ · Info/m);
    expect(screen()).toContain('node-3');
  });

  it('scrolls the timeline with what is selected on the screen, and no further than it goes', async () => {
    const { point, shows, on } = show();
    await on();
    point('node-3', 'wheelUp');
    point('node-3', 'wheelDown');
    await shows(/^Today.*\n▌ .*node-2/m, 'Guest      902');
    point('node-5');
    await shows('Guest      905');
    point('/905', 'wheelUp');
    await shows(/^Today.*\n▌▸ .*newer/m, 'Guest      905');
    for (let turns = 0; turns < 20; turns += 1) point('▌', 'wheelDown');
    await shows(/node-39\/939 .*\n↓ move/);
  });

  it('goes on following when the wheel turns up at the newest', async () => {
    const { point, shows, arrive, on } = show();
    await on();
    point('newer', 'wheelUp');
    arrive(about('late', '1', 6));
    await shows(/Guest +1$/m);
  });

  it('runs the action that is clicked as its key does: asks where that asks, and tells why it cannot', async () => {
    const { point, shows, hides, copied, on } = show();
    await on();
    point('→ 100');
    await shows('copied VMID: 100');
    point('node-3');
    await shows('Guest      903');
    point('Open Proxmox UI,');
    await shows('Open Proxmox UI: the event has no ServerUrl');
    point('newer');
    await shows('Guest      100');
    point('Open Proxmox UI');
    await shows('y/n  Open https://pve-01.lan:8006 in the browser?');
    point('This opens in the browser');
    point('This opens in the browser', 'wheelDown');
    point('n  Open');
    await hides('in the browser?');
    await shows('Guest      100');
    point('1/o');
    await shows('in the browser?');
    point('y/n');
    await shows('copied the address');
    point('any key goes back');
    await hides('The address');
    expect(copied()).toEqual(['100', 'https://pve-01.lan:8006/']);
  });

  it('presses the key whose hint is clicked', async () => {
    const { point, press, shows, quit, on } = show();
    await on();
    press(DOWN);
    await shows('? help');
    point('help');
    await shows('find: ▏', 'acknowledge, or take that back');
    point('a page down', 'wheelDown');
    point('a page down', 'wheelDown');
    point('run an action');
    await shows('press the number itself');
    point('copy the VMID');
    await shows('Enter runs it');
    point('copy the VMID');
    await shows('copied VMID: 900');
    press(DOWN);
    await shows('Guest      901', '/ search');
    point('search');
    await shows('Enter keeps it');
    press('node:node-7');
    await shows('1 event, 41 hidden');
    point('Enter keeps it');
    await shows(/^filter node:node-7/m);
    press('f');
    await shows('Severity at least:');
    point('warning');
    await shows('Nothing fits node:node-7 sev:warning');
    point('q quit');
    await shows('y/n  Quit?');
    press('y');
    expect(quit).toHaveBeenCalledOnce();
  });

  it('selects what was found while the search goes on', async () => {
    const { point, press, shows, on } = show();
    await on();
    press('/', 'node-1');
    await shows('/node-1▏', '11 events');
    point('/912');
    await shows('/node-1▏', 'Guest      912');
    press('9');
    await shows('/node-19▏', 'Guest      919');
  });
});
