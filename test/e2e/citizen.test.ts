import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { addToken, exported, makeHome, post, proxmoxEvent, showProgram } from './program.ts';
import { describeInTerminal } from './terminal.ts';

const FLAGS = '#{alternate_on} #{cursor_flag} #{wrap_flag} #{mouse_any_flag}';
const AS_BEFORE = '0 1 1 0';

describeInTerminal('as a citizen of the terminal, the program', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('gives the terminal back on %s', async (signal) => {
    const { terminal } = await showProgram(makeHome());
    expect(await terminal.fact(FLAGS)).toBe('1 0 0 0');
    process.kill(await terminal.pid(), signal);
    expect(await terminal.exited()).toBe(0);
    expect(await terminal.fact(FLAGS)).toBe(AS_BEFORE);
  });

  it('asks before it quits once a sender was seen, and loses nothing', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const { terminal, endpoint } = await showProgram(home);
    await post(endpoint, token, proxmoxEvent('seen'));
    await terminal.waitFor('seen');
    await terminal.press('q');
    await terminal.waitFor('Quit? The receiver stops too');
    await terminal.press('n');
    await terminal.waitFor('q quit');
    await terminal.press('q');
    await terminal.waitFor('Quit?');
    await terminal.press('y');
    expect(await terminal.exited()).toBe(0);
    expect(await exported(home)).toHaveLength(1);
  });

  it('stops on Ctrl-Z and comes back with fg', async () => {
    const home = makeHome();
    const { terminal } = await showProgram(home, { inShell: true });
    await terminal.waitFor('No events yet');
    await terminal.press('C-z');
    await terminal.waitFor(/Stopped/);
    expect(await terminal.fact(FLAGS)).toBe(AS_BEFORE);
    await terminal.press('fg', 'Enter');
    await terminal.waitFor('No events yet', 'q quit');
    expect(await terminal.fact(FLAGS)).toBe('1 0 0 0');
    await terminal.press('C-c');
    await terminal.waitFor(/^\$ *$/m);
    expect(await terminal.fact(FLAGS)).toBe(AS_BEFORE);
  });

  it('has the size of the terminal after fg, which changed while it was stopped', async () => {
    const { terminal } = await showProgram(makeHome(), { inShell: true, args: ['--host', '127.0.0.1'] });
    await terminal.waitFor('No events yet');
    await terminal.press('C-z');
    await terminal.waitFor(/Stopped/);
    await terminal.resize(90, 30);
    await terminal.press('fg', 'Enter');
    await terminal.waitFor(/^tempo-tui .{60,72} ✓ storing$/m, /q quit\s*$/);
    await terminal.resize(100, 24);
    await terminal.waitFor(/^tempo-tui .{70,82} ✓ storing$/m);
    await terminal.press('C-c');
  });

  it('draws anew at every size, and says when there is no room', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const { terminal, endpoint } = await showProgram(home);
    await post(endpoint, token, proxmoxEvent('Backup done'));
    await terminal.waitFor('Backup done');
    for (const [columns, rows] of [
      [160, 50],
      [90, 44],
      [80, 24],
      [60, 20],
      [40, 10],
    ] as const) {
      await terminal.resize(columns, rows);
      await terminal.waitFor('tempo-tui', /pve-01\/100?.* Backup d/, /q quit\s*$/);
    }
    await terminal.resize(39, 9);
    await terminal.waitFor('needs 40×10; this is 39×9');
    await terminal.resize(120, 40);
    await terminal.waitFor('Actions', 'Backup done');
  });

  it('opens the details over the timeline where there is no room beside it', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const { terminal, endpoint } = await showProgram(home, { columns: 60, rows: 20 });
    await post(endpoint, token, proxmoxEvent('Backup done'));
    await terminal.waitFor('Backup done');
    await terminal.press('Enter');
    await terminal.waitFor('Open Proxmox UI');
    await terminal.press('Escape');
    const back = await terminal.waitFor('Today');
    expect(back).not.toContain('Open Proxmox UI');
  });

  it('lets no sequence of a sender reach the terminal', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const { terminal, endpoint } = await showProgram(home);
    const evil = '\u001B]0;owned\u0007\u001B[2J\u001B[?1000h\u009B31m\u202Eevil\u001B]52;c;b3duZWQ=\u0007';
    const metadata = { NodeName: evil, Message: evil, [evil]: evil };
    await post(endpoint, token, proxmoxEvent(`${evil} title`, metadata, { externalID: evil }));
    const screen = await terminal.waitFor('title');
    await terminal.press('Enter');
    await terminal.waitFor('Details');
    expect(screen).toContain('tempo-tui');
    expect(await terminal.fact('#{pane_title}')).not.toContain('owned');
    expect(await terminal.fact(FLAGS)).toBe('1 0 0 0');
    await terminal.press('n');
    await terminal.waitFor('unsafe characters were replaced');
    expect(home.desktop.clipboard()).toMatch(/^[^\p{Cc}\p{Cf}]+$/u);
  });

  it('gives the terminal back and leaves a crash file on an error of its own', async () => {
    const home = makeHome();
    const code = "process.on('SIGUSR2', () => { throw new Error('made up'); })";
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` };
    const { terminal } = await showProgram(home, { env, args: ['--data-dir', join(home.dir, 'data')] });
    await terminal.waitFor('No events yet');
    process.kill(await terminal.pid(), 'SIGUSR2');
    expect(await terminal.exited()).toBe(70);
    expect(await terminal.fact(FLAGS)).toBe(AS_BEFORE);
    await terminal.waitFor('error of its own', 'made up');
    const dir = join(home.dir, 'data', 'crashes');
    expect(readFileSync(join(dir, readdirSync(dir)[0]!), 'utf8')).toContain('made up');
  });
});
