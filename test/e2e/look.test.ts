import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { addToken, type Home, makeHome, post, proxmoxEvent, runCli, showProgram } from './program.ts';
import { describeInTerminal, openTerminal } from './terminal.ts';

/** An SGR sequence that sets a colour. */
const COLOR = /\u001B\[(?:[\d;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[\d;]*)?m/;

function homeWith(config: object): Home {
  const home = makeHome();
  const dir = join(home.dir, '.config', 'tempo-tui');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'config.json'), JSON.stringify(config));
  return home;
}

describeInTerminal('the look', () => {
  it.each([
    [[], { FORCE_COLOR: '3' }, '36m'],
    [['--theme', 'light'], { FORCE_COLOR: '3' }, '38;2;14;106;117m'],
    [['--theme', 'dark'], { FORCE_COLOR: '3' }, '38;2;86;212;221m'],
    [['--theme', 'colour-blind'], { FORCE_COLOR: '2' }, '38;5;33m'],
    [['--theme', 'light'], { FORCE_COLOR: '1' }, '34m'],
  ])('with %j and %j is in the colours of the theme', async (args, env, accent) => {
    const { terminal } = await showProgram(makeHome(), { args, env });
    await terminal.waitFor('q quit');
    expect(await terminal.styledScreen()).toMatch(new RegExp(`^\\S*\\u001B\\[${accent}tempo-tui`));
  });

  it.each([
    [['--theme', 'plain'], { FORCE_COLOR: '3' }],
    [['--theme', 'dark'], { NO_COLOR: '1' }],
    [['--theme', 'dark'], { NO_COLOR: '1', FORCE_COLOR: '3' }],
  ])('with %j and %j has no colour, and says what it says', async (args, env) => {
    const home = makeHome();
    const token = await addToken(home);
    const { terminal, endpoint } = await showProgram(home, { args, env });
    await post(endpoint, token, proxmoxEvent('Replication failed', { severity: 'error' }));
    await terminal.waitFor('Replication failed', '✗ Error');
    await terminal.press('?');
    await terminal.waitFor('move down');
    await terminal.press('Escape');
    await terminal.waitFor(/^tempo-tui /, '✗ Error', 'Actions');
    const styled = await terminal.styledScreen();
    expect(styled).not.toMatch(COLOR);
    expect(styled).toMatch(/\u001B\[(?:0;)?7m(?:\u001B\[[34]9m)*▌/);
    expect(styled).not.toContain('Warning');
  });

  it('takes the theme from the config file', async () => {
    const { terminal } = await showProgram(homeWith({ theme: 'plain' }), { env: { FORCE_COLOR: '3' } });
    await terminal.waitFor('q quit');
    expect(await terminal.styledScreen()).not.toMatch(COLOR);
  });
});

describeInTerminal('keys of the user', () => {
  it('work, and show on the bottom line and in the help', async () => {
    const home = homeWith({ keys: { ack: ['A', 'ctrl+k'], help: ['H'], quit: ['Q'], undo: ['Z'] } });
    const token = await addToken(home);
    const { terminal, endpoint } = await showProgram(home);
    await post(endpoint, token, proxmoxEvent('Backup done'));
    await terminal.waitFor('Backup done', /H help {2}Q quit/);
    await terminal.press('C-k');
    await terminal.waitFor('acknowledged 1 event (Z undoes it)');
    await terminal.press('H');
    await terminal.waitFor(/A \^k +acknowledge/);
    await terminal.press('q', 'C-c');
    expect(await terminal.exited()).toBe(0);
  });

  it('that collide are told before anything else happens', async () => {
    const home = homeWith({ keys: { ack: ['q'], undu: ['u'] } });
    const program = [process.execPath, resolve('dist/cli.js'), '--port', '0'];
    const terminal = await openTerminal(program, { columns: 120, rows: 20, env: home.env });
    expect(await terminal.exited()).toBe(2);
    const screen = await terminal.waitFor('.config/tempo-tui/config.json, under "keys":');
    expect(screen).toContain(
      'ack: "q" is also a key of quit (timeline, inspector); give one of them another.',
    );
    expect(screen).toContain('undu: there is no such command; `tempo-tui keys` lists those there are.');
    expect(screen).not.toContain('Listening');
  });
});

describe('tempo-tui keys', () => {
  it('lists every command with its keys in force, for people and for programs', async () => {
    const home = homeWith({ keys: { ack: ['A'], why: [] } });
    const { stdout } = await runCli(home, 'keys');
    expect(stdout).toMatch(/^ack +A +acknowledge/m);
    expect(stdout).toMatch(/^why +– +why it is shown so/m);
    const json = (await runCli(home, 'keys', '--json')).stdout.trim().split('\n');
    expect(json.map((line) => JSON.parse(line))).toContainEqual({
      command: 'ack',
      keys: ['A'],
      in: ['timeline', 'inspector'],
      help: 'acknowledge, or take that back; of a stack all of it',
    });
  });

  it('names the commands also where the config file does not', async () => {
    const failed = await runCli(homeWith({ keys: { acknowledge: ['A'] } }), 'keys').then(
      () => expect.unreachable('it did not fail'),
      (error) => error,
    );
    expect(failed).toMatchObject({ code: 2, stdout: expect.stringMatching(/^ack +a /m) });
    expect(failed.stderr).toContain('acknowledge: there is no such command');
  });
});

describeInTerminal('beyond the screen, the program', () => {
  const ERROR = proxmoxEvent('Replication \u001B]0;owned\u0007 failed', { severity: 'error' });

  it('tells of errors in the title and by a notification, and gives the old title back', async () => {
    const home = homeWith({ title: true, notify: 'both' });
    const token = await addToken(home);
    const { terminal, endpoint } = await showProgram(home, { inShell: true });
    const sent = await terminal.record();
    await vi.waitFor(async () => expect(await terminal.fact('#{pane_title}')).toBe('tempo-tui'));
    await post(endpoint, token, ERROR);
    const title = (text: string) =>
      vi.waitFor(async () => expect(await terminal.fact('#{pane_title}')).toBe(text), { timeout: 20_000 });
    await title('tempo-tui: 1 error');
    await vi.waitFor(() =>
      expect(sent()).toContain(
        '\u001BPtmux;\u001B\u001B]9;tempo-tui: Proxmox: Error: Replication \uFFFD]0;owned\uFFFD failed\u0007\u001B\\\u0007',
      ),
    );
    await terminal.press('C-z');
    await terminal.waitFor(/Stopped/);
    const before = await terminal.fact('#{pane_title}');
    expect(before).not.toContain('tempo-tui');
    await terminal.press('fg', 'Enter');
    await title('tempo-tui: 1 error');
    await terminal.press('a');
    await title('tempo-tui');
    await terminal.press('C-c');
    await terminal.waitFor(/^\$ *$/m);
    await title(before);
  });

  it('gives the title back on an error of its own', async () => {
    const home = homeWith({ title: true });
    const code = "process.on('SIGUSR2', () => { throw new Error('made up'); })";
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` };
    const { terminal } = await showProgram(home, { env });
    await vi.waitFor(async () => expect(await terminal.fact('#{pane_title}')).toBe('tempo-tui'));
    process.kill(await terminal.pid(), 'SIGUSR2');
    expect(await terminal.exited()).toBe(70);
    expect(await terminal.fact('#{pane_title}')).not.toContain('tempo-tui');
  });

  it('says nothing unless it is wanted', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const { terminal, endpoint } = await showProgram(home);
    const sent = await terminal.record();
    await post(endpoint, token, ERROR);
    await terminal.waitFor('✗ Error');
    await terminal.press('C-c');
    expect(await terminal.exited()).toBe(0);
    await vi.waitFor(() => expect(sent()).toContain('\u001B[?1049l'));
    expect(sent()).not.toMatch(/\u0007|\u001B\]|\u001BP|\u001B\[2[23];0t/);
  });
});
