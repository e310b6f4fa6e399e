import { describe, expect, it, vi } from 'vitest';
import { pasteText, pasteUrl } from '../../src/ui/search-text.ts';
import { about, HOUR, START, storedEvent } from '../support/events.ts';
import { showTimeline } from '../support/timeline.tsx';

const NOW = START + 6 * HOUR;
const ESC = '\u001B';
const CLEAR = '\u0015';
const events = [about('pve-01', '100', 1, 'error'), about('pve-02', '200', 2)];

function shows(screen: () => string, ...wanted: (string | RegExp)[]) {
  return vi.waitFor(() => {
    for (const each of wanted) expect(screen()).toMatch(each);
  });
}

describe('pasting', () => {
  it('writes one line into the search, and runs nothing', async () => {
    const { screen, press, paste, quit } = showTimeline(events, NOW);
    press('/');
    await shows(screen, /\/▏/);
    paste('pve-01\nx\r\nx\tq\u0003\u001A\n');
    await shows(screen, '/pve-01 x x q▏', 'filter pve-01 x x q ', 'Nothing fits');
    press(CLEAR);
    await shows(screen, 'pve-01/100', 'pve-02/200', '2 events');
    expect(quit).not.toHaveBeenCalled();
  });

  it('searches the help', async () => {
    const { screen, press, paste } = showTimeline(events, NOW);
    press('?');
    paste('quit\n');
    await shows(screen, /quit▏/, 'quit at once');
  });

  it('does nothing on the timeline but say so, nor where a question is asked', async () => {
    const { screen, press, paste, quit } = showTimeline(events, NOW);
    await shows(screen, 'pve-01/100');
    paste('x\nx\nq');
    await shows(screen, 'pasted text is ignored here; / searches', 'pve-01/100', 'pve-02/200');
    press('f');
    await shows(screen, 'Severity at least');
    paste('e');
    press(ESC);
    await shows(screen, 'pasted text is ignored here');
    expect(screen()).not.toMatch(/^filter/m);
    expect(quit).not.toHaveBeenCalled();
  });

  it('puts a web address in the place of what is there', async () => {
    const { screen, press, paste } = showTimeline([storedEvent()], NOW);
    press('S');
    await shows(screen, 'Connect a sender');
    paste('https://pve.lan:8006');
    await shows(screen, 'pasted text is ignored here; e writes the web address');
    press('e');
    paste('https://pve.lan:8006\n');
    await shows(screen, 'web interface: https://pve.lan:8006▏');
    press('\r');
    await shows(screen, /Web UI +https:\/\/pve\.lan:8006 /);
  });
});

describe('a pasted text', () => {
  it.each([
    ['a', 'b\n', 'ab'],
    ['a ', 'b\nc\r\nd\re\tf', 'a b c d e f'],
    ['', '\u0000a\u001B[31mb\u007F\u009B', 'a[31mb'],
    ['a', '\n\n', 'a'],
  ])('after %j, %j gives %j', (text, pasted, written) => {
    expect(pasteText(text, pasted)).toBe(written);
  });

  it('is bounded, and no character is cut in two', () => {
    expect(pasteText('', 'x'.repeat(5000)).length).toBe(500);
    expect(pasteText('x', '😀'.repeat(300))).toBe(`x${'😀'.repeat(249)}`);
  });

  it.each([
    ['https://', 'https://pve.lan', 'https://pve.lan'],
    ['https://', ' http://pve.lan\n', 'http://pve.lan'],
    ['https://old.lan', 'https://pve.lan', 'https://pve.lan'],
    ['https://', 'pve.lan:8006', 'https://pve.lan:8006'],
    ['https://pve.lan', ':8006', 'https://pve.lan:8006'],
  ])('as a web address after %j, %j gives %j', (url, pasted, written) => {
    expect(pasteUrl(url, pasted)).toBe(written);
  });
});
