import { describe, expect, it, vi } from 'vitest';
import { safe, safeText } from '../../src/safe-text.ts';
import type { TimelineServices } from '../../src/ui/services.ts';
import { about, HOUR, START, storedEvent } from '../support/events.ts';
import { showTimeline } from '../support/timeline.tsx';

const RIGHT = '\u001B[C';
const DOWN = '\u001B[B';
const ESC = '\u001B';
const ENTER = '\r';
const END = '\u001B[F';
const NOW = START + 6 * HOUR;

function shows(screen: () => string, ...wanted: (string | RegExp)[]) {
  return vi.waitFor(() => {
    for (const each of wanted) expect(screen()).toMatch(each);
  });
}

describe('the screen', () => {
  it('with nothing on it tells how to connect, and copies it', async () => {
    const { screen, press, copied } = showTimeline([], NOW);
    await shows(screen, 'No events yet. Listening on http://127.0.0.1:7776/ingest', 'T0KEN', 'curl -X POST');
    press('t');
    await shows(screen, 'copied the token');
    expect(copied()).toEqual(['T0KEN']);
    press('?', END);
    await shows(screen, /c +copy the curl command/);
  });

  it('scrolls the set-up while nothing has arrived', async () => {
    const { screen, press } = showTimeline([], NOW);
    await shows(screen, 'T0KEN');
    press('G');
    await shows(screen, 'When nothing comes', '"Message": {{ json message }}');
  });

  it('sets up another sender, at another address, and makes its token once its web address is written', async () => {
    const { screen, press, copied } = showTimeline([storedEvent()], NOW);
    press('S');
    await shows(screen, 'Connect a sender', 'Proxmox VE 8.3 and later, by webhook', '192.0.2.1:7776/ingest');
    press('l', 'l', 'l', 'a');
    await shows(
      screen,
      'Proxmox Backup Server 3.2 and later, by Gotify',
      'http://pve-mon:7776 ',
      'YOUR_TOKEN',
    );
    press('m');
    await shows(screen, 'first write the address of the web interface (e)');
    press('e', 'pbs lan', ENTER);
    await shows(screen, 'characters that do not belong there: not kept', 'web interface: https://pbs lan▏');
    press('\u0015', 'https://pbs.lan:8007/', ENTER, 'm');
    await shows(screen, 'made the token pbs-2', /Web UI +https:\/\/pbs\.lan:8007 /, '--token tempo_N3XT');
    press('h', 'b');
    await shows(screen, '3 of 4', 'copied the body template');
    expect(copied().at(-1)).toContain('"ServerUrl": "https://pbs.lan:8007"');
    press('e', ESC);
    await shows(screen, '3 of 4', '→ sender');
    press(ESC);
    await shows(screen, 'Actions');
  });

  it('says on the set-up screen what has come since it was opened', async () => {
    const { screen, press, arrive } = showTimeline([storedEvent()], NOW);
    arrive(storedEvent({ title: 'before' }));
    press('S');
    await shows(screen, 'Connect a sender');
    expect(screen()).not.toContain('Received');
    const metadata = { senderAddress: '192.0.2.7' };
    arrive(storedEvent({ title: 'Test notification', token: 'proxmox', metadata }));
    arrive(storedEvent({ title: 'of a node that was there before', token: 'older', metadata }));
    await shows(screen, /✓ Received at \d\d:\d\d from 192\.0\.2\.7: Test notification/);
    expect(screen()).not.toContain('that was there before');
  });

  it('finds a command in the help and runs it where the keys were before', async () => {
    const { screen, press } = showTimeline([storedEvent()], NOW);
    press('\t', '?');
    await shows(screen, 'find: ▏', 'open a stack in place', 'Enter runs it, Esc goes back');
    press('ack');
    await shows(screen, 'find: ack▏', /a +acknowledge/);
    expect(screen()).not.toContain('open a stack in place');
    press(ENTER);
    await shows(screen, 'acknowledged 1 event', /│ Backup completed/);
    press('?', 'copy the token', ENTER);
    await shows(screen, 'find: copy the token▏', 'it works elsewhere, Esc goes back');
    press('\u0015', 'run an action', ENTER);
    await shows(screen, 'press the number itself');
    press(' nothing', ENTER);
    await shows(screen, 'No command fits.');
    press(ESC);
    await shows(screen, 'Esc back');
    press('?', DOWN, DOWN, DOWN, '\u001B[A', 'q');
    await shows(screen, 'find: q▏', 'quit at once');
  });

  it('shows what arrives, and opens a stack of two in place', async () => {
    const { screen, press, arrive } = showTimeline([], NOW);
    arrive(storedEvent({ title: 'older' }, 1), storedEvent({ title: 'newer' }, 2));
    await shows(screen, /▸ \S+ +pve-01\/100 +newer +×2/, 'Actions');
    expect(screen()).not.toMatch(/pve-01\/100 +older/);
    press(RIGHT);
    await shows(screen, /▾ \S+ +pve-01\/100 +newer +×2/, /▌ {3}\S+ +pve-01\/100 +older/);
    press('h');
    await vi.waitFor(() => expect(screen()).not.toMatch(/pve-01\/100 +older/));
  });

  it('runs the actions of the selected row and says what they did', async () => {
    const { screen, press, copied } = showTimeline(
      [about('pve-01', '100', 1), about('pve-02', '200', 0)],
      NOW,
    );
    press('v');
    await shows(screen, 'copied VMID: 100');
    press(DOWN, 'n');
    await shows(screen, 'copied node name: pve-02');
    press('5');
    await shows(screen, 'copied VMID: 200');
    expect(copied()).toEqual(['100', 'pve-02', '200']);
  });

  it('tells why an action cannot run', async () => {
    const { screen, press, copied } = showTimeline([about('pve-01', '', 1)], NOW);
    await shows(screen, /5\/v +Copy VMID – the event has no VMID/);
    press('v');
    await shows(screen, 'Copy VMID: the event has no VMID');
    expect(copied()).toEqual([]);
  });

  it('asks before it opens an address for the first time, and only then', async () => {
    const { screen, press, copied } = showTimeline([storedEvent()], NOW);
    press('o');
    await shows(screen, 'y/n  Open https://pve-01.lan:8006 in the browser?');
    press('n');
    await vi.waitFor(() => expect(screen()).not.toContain('in the browser?'));
    expect(copied()).toEqual([]);
    press('o', 'y');
    await shows(screen, 'could not be opened here', 'any key goes back  no browser here: copied the address');
    press('d');
    await vi.waitFor(() => expect(screen()).not.toContain('could not be opened'));
    press('d');
    await shows(screen, 'https://pve-01.lan:8006/#v1:0:18', 'any key goes back');
    expect(copied()).toEqual(['https://pve-01.lan:8006/', 'https://pve-01.lan:8006/#v1:0:18']);
  });

  it('asks before it quits where something has ever arrived, and never quits on Esc', async () => {
    const { screen, press, quit } = showTimeline([storedEvent()], NOW);
    press('q');
    await shows(screen, 'y/n  Quit? The receiver stops too');
    press(ESC);
    await vi.waitFor(() => expect(screen()).not.toContain('Quit?'));
    expect(quit).not.toHaveBeenCalled();
    press('q', 'y');
    expect(quit).toHaveBeenCalledOnce();
  });

  it('quits at once where nothing was ever received', async () => {
    const { screen, press, quit } = showTimeline([], NOW);
    await shows(screen, 'No events yet');
    press('q');
    await vi.waitFor(() => expect(quit).toHaveBeenCalledOnce());
  });

  it('says to whom it is cut off, with all of what to do, and neither asks nor claims that anybody listens', async () => {
    let link: ReturnType<NonNullable<TimelineServices['attached']>['link']> = { kind: 'live' };
    const why =
      'the receiver gives a reason that goes on and on, and then on, until it is longer than a screen is wide';
    const command = `tempo-tui serve --data-dir /${'long/'.repeat(12)}name --port 7777`;
    const attached = {
      name: () => safe`attached`,
      link: () => link,
      remedy: () => ({ how: safe`Start it`, command: safeText(command) }),
    };
    const { screen, press, quit } = showTimeline([], NOW, { attached });
    await shows(screen, 'Listening on http');
    link = { kind: 'lost', since: NOW, why };
    press('j', 'k');
    await shows(screen, '✗ CUT OFF', 'Whether anybody listens');
    const text = screen().replaceAll('\\\n', '').replaceAll('\n', '').replaceAll(' ', '');
    for (const each of [why, command]) expect(text).toContain(each.replaceAll(' ', ''));
    press('q');
    await vi.waitFor(() => expect(quit).toHaveBeenCalledOnce());
  });

  it('stays on the row the reader chose, and counts what is new above it', async () => {
    const events = [about('pve-01', '100', 2), about('pve-01', '101', 1), about('pve-01', '102', 0)];
    const { screen, press, arrive, copied } = showTimeline(events, NOW);
    press(DOWN);
    arrive(about('pve-09', '900', 3), about('pve-09', '901', 4));
    await shows(screen, '2 new ↑');
    press('v');
    await shows(screen, 'copied VMID: 101');
    press('g', 'v');
    await shows(screen, 'copied VMID: 901');
    expect(copied()).toEqual(['101', '901']);
  });

  it('draws no control character of a sender', async () => {
    const evil = '\u001B[2J\u001B]0;owned\u0007\u009B5m\u202E';
    const metadata = {
      NodeName: evil,
      VMID: evil,
      Message: `${evil}\n${evil}`,
      [evil]: evil,
      ServerUrl: evil,
    };
    const { screen, press } = showTimeline([storedEvent({ title: `${evil}title`, metadata })], NOW);
    press('\t', 'G');
    await shows(screen, 'owned', 'Message', 'Details');
    // Ink's own styles are the only sequences there may be.
    const own = screen().replaceAll(/\u001B\[\d+(?:;\d+)*m/g, '');
    expect(own).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
  });
});
