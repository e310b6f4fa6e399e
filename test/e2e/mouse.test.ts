import { expect, it, vi } from 'vitest';
import type { Terminal } from '../../scripts/terminal.ts';
import { addToken, type Home, makeHome, post, proxmoxEvent, showProgram } from './program.ts';
import { describeInTerminal } from './terminal.ts';

const REPORTS = '#{mouse_any_flag} #{mouse_sgr_flag}';
const CODES = { left: 0, wheelUp: 64, wheelDown: 65 } as const;
type Button = keyof typeof CODES;

/** What a terminal sends for a press, and for the release that follows it. */
function report(button: Button, x: number, y: number): string {
  const numbers = `\u001B[<${CODES[button]};${x + 1};${y + 1}`;
  return button === 'left' ? `${numbers}M${numbers}m` : `${numbers}M`;
}

/** The timeline with a stack of two about guest 100 on top of so many others, which count up from 101. */
async function showGuests(home: Home, guests: number, options: object = {}): Promise<Terminal> {
  const token = await addToken(home);
  const { terminal, endpoint } = await showProgram(home, options);
  for (let guest = 100 + guests; guest > 100; guest -= 1)
    await post(endpoint, token, proxmoxEvent(`Backup ${guest} done`, { VMID: `${guest}` }));
  for (const title of ['Backup older done', 'Backup newer done'])
    await post(endpoint, token, proxmoxEvent(title));
  await terminal.waitFor('Backup newer', '×2');
  return terminal;
}

/** Presses the button where a text begins on the screen. */
async function point(terminal: Terminal, text: string, button: Button = 'left'): Promise<void> {
  const lines = (await terminal.screen()).split('\n');
  const y = lines.findIndex((line) => line.includes(text));
  expect(y, `${text} in\n${lines.join('\n')}`).toBeGreaterThan(-1);
  await terminal.type(report(button, lines[y]!.indexOf(text), y));
}

describeInTerminal('the mouse, in a real terminal', () => {
  it('is the terminal’s unless it is asked for, and what a click sends is no typing', async () => {
    const home = makeHome();
    const terminal = await showGuests(home, 4);
    expect(await terminal.fact(REPORTS)).toBe('0 0');
    await point(terminal, 'Copy node name');
    await point(terminal, 'Backup 103');
    await terminal.press('/');
    await terminal.waitFor('Enter keeps it');
    await point(terminal, 'Backup 103');
    await terminal.press('z');
    await terminal.waitFor('/z▏');
    await terminal.press('Escape');
    await terminal.waitFor(/Guest +100/, 'q quit');
    expect(home.desktop.clipboard()).toBeUndefined();
  });

  it('scrolls, selects, opens, runs and presses with --mouse', async () => {
    const home = makeHome();
    const terminal = await showGuests(home, 30, { args: ['--mouse'], rows: 24 });
    expect(await terminal.fact(REPORTS)).toBe('1 1');
    await terminal.waitFor('mouse on');
    await point(terminal, 'Backup 103');
    await terminal.waitFor(/Guest +103/);
    await point(terminal, '▸');
    await terminal.waitFor('▾', /100 +Backup older/, /Guest +100/);
    await point(terminal, 'Backup newer');
    await terminal.waitFor('▸');
    await point(terminal, 'Copy VMID');
    await terminal.waitFor('copied VMID: 100');
    await vi.waitFor(() => expect(home.desktop.clipboard()).toBe('100'));
    await point(terminal, 'Backup 105', 'wheelDown');
    await terminal.waitFor(/^Today.*\n▌ .*Backup 103/m);
    await point(terminal, 'Backup 105', 'wheelUp');
    await terminal.waitFor(/^Today.*\n▌▸ .*Backup newer/m);
    await point(terminal, 'Actions', 'wheelDown');
    await terminal.waitFor(/^Today +│ Node/m);
    await terminal.waitFor('Tab details');
    await point(terminal, 'search');
    await terminal.waitFor('Enter keeps it');
    await terminal.press('1', '0', '7');
    await terminal.waitFor('/107▏', '1 event, 31 hidden');
    await point(terminal, 'Esc goes back');
    await terminal.waitFor('Backup 103', 'quit');
    await point(terminal, 'quit');
    await terminal.waitFor('Quit?');
    await point(terminal, 'y/n');
    expect(await terminal.exited()).toBe(0);
    expect(await terminal.fact(REPORTS)).toBe('0 0');
  });

  it('asks before it opens what is clicked, and takes the answer from a click', async () => {
    const home = makeHome();
    const terminal = await showGuests(home, 4, { args: ['--mouse'] });
    await point(terminal, 'Open Proxmox UI');
    await terminal.waitFor('y/n  Open https://pve-01.lan:8006 in the browser?');
    await point(terminal, 'This opens in the browser');
    await point(terminal, 'n  Open');
    await terminal.waitFor('q quit');
    expect(home.desktop.opened()).toEqual([]);
    await point(terminal, 'Open Proxmox UI');
    await terminal.waitFor('y/n  Open');
    await point(terminal, 'y/n');
    await terminal.waitFor('opened');
    await vi.waitFor(() => expect(home.desktop.opened()).toEqual(['https://pve-01.lan:8006/']));
  });

  it('is turned on and off by its key, and given back while the program is away', async () => {
    const home = makeHome();
    const { terminal } = await showProgram(home, { inShell: true });
    await terminal.waitFor('No events yet');
    await terminal.press('M');
    await terminal.waitFor('the mouse is on', 'mouse on  ');
    expect(await terminal.fact(REPORTS)).toBe('1 1');
    await terminal.press('C-z');
    await terminal.waitFor(/Stopped/);
    expect(await terminal.fact(REPORTS)).toBe('0 0');
    await terminal.press('fg', 'Enter');
    await terminal.waitFor('No events yet', 'mouse on  ');
    expect(await terminal.fact(REPORTS)).toBe('1 1');
    await terminal.press('M');
    await terminal.waitFor('the mouse is off');
    expect(await terminal.fact(REPORTS)).toBe('0 0');
  });

  it('is given back when the program ends by an error or by a signal', async () => {
    const home = makeHome();
    const code = "process.on('SIGUSR2', () => { throw new Error('made up'); })";
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` };
    for (const [signal, exit] of [
      ['SIGUSR2', 70],
      ['SIGTERM', 0],
    ] as const) {
      const { terminal } = await showProgram(home, { env, args: ['--mouse'] });
      await terminal.waitFor('No events yet', 'mouse on');
      process.kill(await terminal.pid(), signal);
      expect(await terminal.exited()).toBe(exit);
      expect(await terminal.fact(REPORTS)).toBe('0 0');
    }
  });

  it('types nothing and runs nothing of what comes in pieces or makes no sense', async () => {
    const home = makeHome();
    const terminal = await showGuests(home, 4, { args: ['--mouse'] });
    const click = report('left', 3, 5);
    const pieces = [click.slice(0, 6), click.slice(6, 8), click.slice(8)];
    const garbage = ['\u001B[<0;4', '\u001B[<5;5;5;5M', '\u001B[<99999;1;1M', '\u001B[<4;4M', '\u001B[M444'];
    for (const piece of [...pieces, ...garbage]) await terminal.type(piece);
    await terminal.press('/');
    await terminal.waitFor('Enter keeps it');
    for (const piece of [...pieces, ...garbage]) await terminal.type(piece);
    await terminal.press('z');
    await terminal.waitFor('/z▏');
    expect(home.desktop.clipboard()).toBeUndefined();
    expect(home.desktop.opened()).toEqual([]);
  });
});
