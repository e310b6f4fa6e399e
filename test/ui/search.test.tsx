import { describe, expect, it, vi } from 'vitest';
import { about, HOUR, START, storedEvent } from '../support/events.ts';
import { showTimeline } from '../support/timeline.tsx';

const ESC = '\u001B';
const NOW = START + 6 * HOUR;

function shows(screen: () => string, ...wanted: (string | RegExp)[]) {
  return vi.waitFor(() => {
    for (const each of wanted) expect(screen()).toMatch(each);
  });
}

const events = [
  about('pve-01', '100', 1, 'error'),
  about('pve-02', '200', 2),
  storedEvent({ title: 'Backup of the tape', metadata: { NodeName: 'pve-03', severity: 'warning' } }, 3),
];

describe('searching', () => {
  it('narrows the timeline with each letter, keeps it with Enter and clears it with Esc', async () => {
    const { screen, press } = showTimeline(events, NOW);
    await shows(screen, 'pve-01/100', 'pve-02/200', 'pve-03');
    press('/');
    await shows(screen, /\/▏/, 'Enter keeps it', '3 events');
    press('tapq', '\u007F', 'e');
    await shows(screen, '/tape▏', '1 event, 2 hidden', 'Backup of the tape');
    expect(screen()).not.toMatch('pve-01/100');
    press('\r');
    await shows(screen, /^filter tape/m, /Esc back/);
    press(ESC);
    await shows(screen, 'pve-01/100', 'pve-02/200', 'pve-03');
    expect(screen()).not.toMatch(/^filter/m);
  });

  it('says of a kept filter too what it does not look for', async () => {
    const { screen, press } = showTimeline(events, NOW);
    press('/', 'sev:bad pve', '\r');
    await shows(screen, /^filter sev:bad pve .*▲ sev: takes .*3 events/m);
  });

  it('goes back with Esc to the filter it began with', async () => {
    const { screen, press } = showTimeline(events, NOW);
    press('/', 'node:pve-0', '1', '\r');
    await shows(screen, /filter node:pve-01 .*1 event, 2 hidden/);
    press('/', 'nothing');
    await shows(screen, 'Nothing fits node:pve-01 nothing', '3 events hidden');
    press(ESC);
    await shows(screen, /filter node:pve-01 .*1 event, 2 hidden/);
  });

  it('types every letter, those of commands too, and still moves with the arrows', async () => {
    const { screen, press, quit } = showTimeline(events, NOW);
    press('/', 'qx', '\u0015', 'pve');
    await shows(screen, '/pve▏', '3 events');
    expect(quit).not.toHaveBeenCalled();
    press('\u001B[B');
    await shows(screen, '/pve▏');
    press('\u0003');
    expect(quit).toHaveBeenCalledOnce();
  });

  it('says what is wrong with a query while it is written', async () => {
    const { screen, press } = showTimeline(events, NOW);
    press('/', 'sev:x');
    await shows(screen, 'sev: takes info, ok, warning, error, critical');
  });
});

describe('the filters with a key', () => {
  it('show a severity and what is worse, by its first letter', async () => {
    const { screen, press } = showTimeline(events, NOW);
    press('f');
    await shows(screen, /Severity at least: +o ok +w warning +e error +c critical +a all/);
    press('w');
    await shows(screen, /filter sev:warning .*2 events, 1 hidden/);
    press('f', 'e');
    await shows(screen, /filter sev:error .*1 event, 2 hidden/);
    press('f', 'a');
    await vi.waitFor(() => expect(screen()).not.toMatch(/^filter/m));
  });

  it('show one source, and survive each other', async () => {
    const other = storedEvent({ providerIdentifier: 'org.other', title: 'Something else' }, 4);
    const { screen, press } = showTimeline([...events, other], NOW);
    press('s');
    await shows(screen, /Source: +1 Proxmox +2 org\.other +a all/);
    press('2');
    await shows(screen, /filter source:org\.other .*1 event, 3 hidden/, 'Something else');
    press('s', '1', 'f', 'e');
    await shows(screen, /filter source:com\.proxmox sev:error .*1 event, 3 hidden/);
  });

  it('show what needs attention, and let go of what is acknowledged', async () => {
    const { screen, press } = showTimeline(events, NOW);
    press('!');
    await shows(screen, /filter is:attention .*2 events, 1 hidden/);
    press('j', 'a');
    await shows(screen, 'acknowledged 1 event', /filter is:attention .*1 event, 2 hidden/, 'pve-03');
    press('!');
    await shows(screen, 'pve-01/100', 'pve-02/200');
  });
});
