import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { FLAG } from '../../src/store/event-table.ts';
import { openStore } from '../support/store.ts';
import {
  addToken,
  exported,
  type Home,
  makeHome,
  post,
  proxmoxEvent,
  runCli,
  serveProgram,
} from './program.ts';
import { describeInTerminal, openTerminal } from './terminal.ts';

const CLI = resolve('dist/cli.js');
const LINE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d /;

/** A home with events of three kinds in it, stored a moment ago, and nobody that owns them. */
async function homeWithEvents(): Promise<{ home: Home; dir: string; args: string[] }> {
  const home = makeHome();
  const dir = join(home.dir, 'data');
  const args = ['--data-dir', dir];
  const added = await runCli(home, 'token', 'add', 'p', '--provider', 'com.proxmox', ...args);
  const token = added.stdout.trim();
  const { child, endpoint } = await serveProgram(home, { args });
  const startDate = '2020-04-29T23:30:00Z';
  await post(endpoint, token, proxmoxEvent('Backup done', {}, { startDate }));
  await post(endpoint, token, proxmoxEvent('Backup failed', { severity: 'error' }, { startDate }));
  await post(
    endpoint,
    token,
    proxmoxEvent('\u001B]0;owned\u0007 two  words', { VMID: '7', severity: 'warning' }),
  );
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  await ended;
  return { home, dir, args };
}

async function lines(home: Home, ...args: string[]): Promise<string[]> {
  return (await runCli(home, 'list', ...args)).stdout.split('\n').filter(Boolean);
}

/** Runs the program on; ended with the test. */
function started(home: Home, ...args: string[]) {
  const child = spawn(process.execPath, [CLI, ...args], { env: home.env, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let out = '';
  child.stdout.on('data', (bytes) => {
    out += bytes;
  });
  return { child, out: () => out };
}

describe('tempo-tui list', () => {
  it('prints a line an event in words alone, in the local zone, the newest last', async () => {
    const { home, args } = await homeWithEvents();
    const all = await lines(home, ...args);
    expect(all.slice(0, 2)).toEqual([
      '2020-04-29 23:30:00 info Proxmox pve-01/100 Backup done',
      '2020-04-29 23:30:00 error Proxmox pve-01/100 Backup failed',
    ]);
    expect(all[2]).toMatch(LINE);
    expect(all[2]!.replace(LINE, '')).toBe('warning Proxmox pve-01/7 \uFFFD]0;owned\uFFFD two  words');
    expect(all).toHaveLength(3);
    home.env.TZ = 'Asia/Tokyo';
    expect((await lines(home, ...args))[0]).toContain('2020-04-30 08:30:00');
    expect(await lines(home, ...args, 'before:2020-04-30T08:30')).toHaveLength(0);
    expect(await lines(home, ...args, 'before:2020-04-30T08:31')).toHaveLength(2);
  });

  it('takes the query of the search, in one argument or several, and a limit', async () => {
    const { home, args } = await homeWithEvents();
    expect(await lines(home, 'sev:warning', ...args)).toHaveLength(2);
    expect(await lines(home, 'sev:warning', 'vmid:100', ...args)).toHaveLength(1);
    expect(await lines(home, 'sev:warning vmid:100', ...args)).toHaveLength(1);
    expect(await lines(home, 'after:yesterday', ...args)).toHaveLength(1);
    expect(await lines(home, '"two  words"', ...args)).toHaveLength(1);
    expect(await lines(home, ...args, '--', '-backup')).toHaveLength(1);
    expect(await lines(home, ...args, '-n', '1', 'backup')).toEqual([
      expect.stringContaining('error Proxmox pve-01/100 Backup failed'),
    ]);
    expect(await lines(home, ...args, '--limit', '0')).toEqual([]);
  });

  it('says what was acknowledged, and leaves out what was dismissed', async () => {
    const { home, dir, args } = await homeWithEvents();
    const store = await openStore(dir);
    await store.flag([0], FLAG.acked, true);
    await store.flag([1], FLAG.dismissed, true);
    expect(await lines(home, ...args, 'backup')).toEqual([
      expect.stringMatching(/Backup done \(acknowledged\)$/),
    ]);
    expect(await lines(home, ...args, 'backup', '--all')).toEqual([
      expect.stringMatching(/Backup done \(acknowledged\)$/),
      expect.stringMatching(/Backup failed \(dismissed\)$/),
    ]);
    expect(await lines(home, ...args, 'is:acked')).toHaveLength(1);
    expect(await lines(home, ...args, 'is:attention')).toHaveLength(1);
  });

  it('prints with --json what export prints', async () => {
    const { home, args } = await homeWithEvents();
    home.env.TEMPO_TUI_DATA = args[1]!;
    const listed = (await lines(home, '--json', ...args)).map((line) => JSON.parse(line));
    expect(listed).toEqual(await exported(home));
    expect(await lines(home, '--json', 'sev:error')).toHaveLength(1);
  });

  it.each([
    [['sev:bad'], /The query "sev:bad": sev: takes info, ok, warning, error, critical\./],
    [['vmid:100', 'after:soon'], /after: takes today, yesterday/],
    [['is:new'], /is: takes acked or attention/],
    [['node:'], /nothing stands behind node:/],
    [['-n', 'many'], /--limit takes a whole number/],
    [['--filter', 'x'], /--filter goes with --plain or serve, not with list/],
  ])('answers %j with what is wrong', async (args, message) => {
    await expect(runCli(makeHome(), 'list', ...args)).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
  });

  it('says of a folder that is not there that it is not', async () => {
    const home = makeHome();
    expect(await runCli(home, 'list', '--data-dir', join(home.dir, 'none'))).toEqual({
      stdout: '',
      stderr: expect.stringContaining('There is no data directory'),
    });
  });

  it('goes on with what another process receives, soon after it was acknowledged', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const { endpoint } = await serveProgram(home);
    await post(endpoint, token, proxmoxEvent('before', { severity: 'error' }));
    const { child, out } = started(home, 'list', '-f', 'sev:error');
    await vi.waitFor(() => expect(out()).toContain('before\n'), { timeout: 20_000 });
    for (const title of ['one', 'two', 'three']) {
      await post(endpoint, token, proxmoxEvent('mild'));
      await post(endpoint, token, proxmoxEvent(title, { severity: 'error' }));
      await vi.waitFor(() => expect(out()).toContain(`${title}\n`));
    }
    const titles = out()
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ').at(-1));
    expect(titles).toEqual(['before', 'one', 'two', 'three']);
    expect(child.exitCode).toBe(null);
  });

  it('ends quietly when nobody reads any more, also while it follows', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const { endpoint } = await serveProgram(home);
    const piped = spawn('bash', ['-c', `"${process.execPath}" "${CLI}" list -f | head -n 1`], {
      env: home.env,
    });
    const said = text(piped.stderr);
    const first = text(piped.stdout);
    const ended = new Promise((done) => piped.once('exit', done));
    const post2 = async () => {
      await post(endpoint, token, proxmoxEvent('read'));
      expect(piped.exitCode).toBe(0);
    };
    await vi.waitFor(post2, { timeout: 10_000, interval: 200 });
    expect(await ended).toBe(0);
    expect(await first).toMatch(/read\n$/);
    expect(await said).toBe('');
  });
});

describe('lines instead of the full screen', () => {
  it('are those that fit, while everything is received', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const served = await serveProgram(home, { args: ['--filter', 'sev:error', '--plain'] });
    await post(served.endpoint, token, proxmoxEvent('mild'));
    await post(served.endpoint, token, proxmoxEvent('loud', { severity: 'error' }));
    await vi.waitFor(() => expect(served.out()).toContain('loud'));
    expect(served.out()).toMatch(/^\S+ \S+ error Proxmox pve-01\/100 loud\n$/);
    expect(await exported(home)).toHaveLength(2);
  });

  it('refuse a filter that cannot be understood before anything is taken', async () => {
    const home = makeHome();
    await expect(runCli(home, '--plain', '--filter', 'sev:bad', '--port', '0')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('sev: takes info'),
    });
  });
});

describeInTerminal('tempo-tui --plain', () => {
  it.each(['q', 'C-c'])('writes lines to the terminal, and ends with %s', async (key) => {
    const home = makeHome();
    const token = await addToken(home);
    const command = [process.execPath, CLI, '--plain', '--filter', 'sev:error', '--port', '0'];
    const terminal = await openTerminal(command, { columns: 100, rows: 20, env: home.env });
    const screen = await terminal.waitFor(/http:\/\/\S+\/ingest/, 'q or ^C ends it.');
    const endpoint = /http:\/\/\S+\/ingest/.exec(screen)![0];
    await terminal.press('x');
    await post(endpoint, token, proxmoxEvent('mild'));
    await post(endpoint, token, proxmoxEvent('loud', { severity: 'error' }));
    const shown = await terminal.waitFor(/error Proxmox pve-01\/100 loud/);
    expect(shown).not.toContain('mild');
    expect(shown).not.toMatch(/^x/m);
    expect(await terminal.fact('#{alternate_on}')).toBe('0');
    await terminal.press(key);
    expect(await terminal.exited()).toBe(0);
  });

  it('has the terminal of the shell back while it is stopped', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const terminal = await openTerminal(['bash', '--norc', '--noprofile'], {
      columns: 100,
      rows: 20,
      env: { ...home.env, PS1: '$ ', HISTFILE: '/dev/null' },
    });
    await terminal.press(`${process.execPath} ${CLI} --plain --port 0`, 'Enter');
    const screen = await terminal.waitFor(/http:\/\/\S+\/ingest/, 'q or ^C ends it.');
    const endpoint = /http:\/\/\S+\/ingest/.exec(screen)![0];
    await terminal.press('C-z');
    await terminal.waitFor('Stopped');
    await terminal.press('echo typed', 'Enter');
    await terminal.waitFor(/^typed$/m);
    await terminal.press('fg', 'Enter');
    await vi.waitFor(async () => {
      await post(endpoint, token, proxmoxEvent('after'));
      expect(await terminal.screen()).toContain('after');
    }, 15_000);
    await terminal.press('q');
    await terminal.waitFor(/^\$ *$/m);
    await terminal.press('echo code $?', 'Enter');
    await terminal.waitFor('code 0');
  });

  it('does not take a filter for the full screen', async () => {
    const command = [process.execPath, CLI, '--filter', 'sev:error', '--port', '0'];
    const terminal = await openTerminal(command, { columns: 100, rows: 20, env: makeHome().env });
    await terminal.waitFor('--filter goes with --plain.');
    expect(await terminal.exited()).toBe(2);
  });
});
