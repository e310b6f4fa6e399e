import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { hasTool } from '../../scripts/faults/rig.ts';
import {
  addToken,
  exported,
  type Home,
  makeHome,
  post,
  proxmoxEvent,
  serveProgram,
  showProgram,
} from './program.ts';
import { describeInTerminal, openTerminal } from './terminal.ts';

const CLI = resolve('dist/cli.js');
const FLAGS = '#{alternate_on} #{cursor_flag} #{wrap_flag} #{mouse_any_flag}';
const AS_BEFORE = '0 1 1 0';

/** A home whose data is where the test can look. */
function homeWithData(): Home & { data: string } {
  const home = makeHome();
  const data = join(home.dir, 'data');
  home.env.TEMPO_TUI_DATA = data;
  return { ...home, data };
}

function crashFiles(data: string): string[] {
  const dir = join(data, 'crashes');
  return existsSync(dir) ? readdirSync(dir).map((name) => readFileSync(join(dir, name), 'utf8')) : [];
}

describe('the receiver', () => {
  it.each([
    ['stdout', ['stdout']],
    ['stderr', ['stderr']],
    ['either', ['stdout', 'stderr']],
  ] as const)('goes on when nobody reads %s any more', async (_, streams) => {
    const home = homeWithData();
    const token = await addToken(home);
    const { child, endpoint, err } = await serveProgram(home);
    const ended = new Promise((done) => child.once('exit', done));
    for (const stream of streams) child[stream]!.destroy();
    for (let count = 0; count < 5; count += 1)
      expect((await post(endpoint, token, proxmoxEvent(`event ${count}`))).status).toBe(202);
    expect((await post(endpoint, 'tempo_wrong', proxmoxEvent('refused'))).status).toBe(401);
    if (streams.length === 1 && streams[0] === 'stdout')
      await vi.waitFor(() => expect(err()).toContain('Nobody reads the lines on stdout any more'));
    expect((await post(endpoint, token, proxmoxEvent('last'))).status).toBe(202);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(await exported(home)).toHaveLength(6);
    expect(crashFiles(home.data)).toEqual([]);
  });

  it('ends in order on a rejection that nobody awaits', async () => {
    const home = homeWithData();
    const token = await addToken(home);
    const code = "process.on('SIGUSR2', () => { Promise.reject(new Error('made up')); })";
    home.env.NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(code)}`;
    const { child, endpoint, err } = await serveProgram(home);
    const ended = new Promise((done) => child.once('close', done));
    expect((await post(endpoint, token, proxmoxEvent('x'))).status).toBe(202);
    child.kill('SIGUSR2');
    expect(await ended).toBe(70);
    expect(err()).toContain('Every acknowledged event is on disk.');
    expect(crashFiles(home.data)).toEqual([expect.stringContaining('made up')]);
    delete home.env.NODE_OPTIONS;
    expect(await exported(home)).toHaveLength(1);
  });
});

describeInTerminal(
  'a terminal that goes away without a word to the program',
  () => {
    // In a session of its own, so that no SIGHUP comes; and the shell stays to tell how it ended.
    const tellEnd = 'trap "" HUP; out=$1; shift; setsid --wait "$@"; echo $? > "$out"';

    it.each([
      ['full screen', []],
      ['lines', ['--plain']],
    ])('ends the timeline in order (%s)', async (_, args) => {
      const home = homeWithData();
      const token = await addToken(home);
      const out = join(home.dir, 'code');
      const program = [process.execPath, CLI, '--port', '0', ...args];
      const terminal = await openTerminal(['sh', '-c', tellEnd, 'sh', out, ...program], {
        columns: 120,
        rows: 40,
        env: home.env,
      });
      const endpoint = /http:\/\/\S+\/ingest/.exec(await terminal.waitFor(/http:\/\/\S+\/ingest/))![0];
      await terminal.waitFor(/q (or \^C )?(quit|ends it)/);
      expect((await post(endpoint, token, proxmoxEvent('before'))).status).toBe(202);
      await terminal.waitFor('before');
      await terminal.close();
      await vi.waitFor(() => expect(readFileSync(out, 'utf8')).toBe('0\n'), { timeout: 10_000 });
      expect(crashFiles(home.data)).toEqual([]);
      expect(await exported(home)).toHaveLength(1);
    });
  },
  hasTool('setsid') ? undefined : 'setsid is not installed',
);

describeInTerminal('the timeline', () => {
  it('gives the terminal back on a rejection that nobody awaits', async () => {
    const home = homeWithData();
    const code = "process.on('SIGUSR2', () => { Promise.reject(new Error('made up')); })";
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` };
    const { terminal } = await showProgram(home, { env });
    await terminal.waitFor('No events yet');
    process.kill(await terminal.pid(), 'SIGUSR2');
    expect(await terminal.exited()).toBe(70);
    expect(await terminal.fact(FLAGS)).toBe(AS_BEFORE);
    expect(crashFiles(home.data)).toEqual([expect.stringContaining('made up')]);
  });

  it('is stopped by SIGTERM also while it is suspended, and the terminal is as it was', async () => {
    const home = homeWithData();
    const { terminal } = await showProgram(home, { inShell: true });
    await terminal.waitFor('No events yet');
    const pid = jobOf(await terminal.pid());
    await terminal.press('C-z');
    await terminal.waitFor(/Stopped/);
    process.kill(pid, 'SIGTERM');
    await terminal.press('fg; echo "code $?"', 'Enter');
    await terminal.waitFor(/^code 0$/m);
    expect(await terminal.fact(FLAGS)).toBe(AS_BEFORE);
    expect(crashFiles(home.data)).toEqual([]);
  });

  it('lets go of the terminal when what started it is killed', async () => {
    const home = homeWithData();
    const token = await addToken(home);
    const env = { ...home.env, PS1: '$ ', HISTFILE: '/dev/null' };
    const terminal = await openTerminal(['bash', '--norc', '--noprofile'], { columns: 120, rows: 40, env });
    await terminal.press(`sh -c '${process.execPath} ${CLI} --port 0; true'`, 'Enter');
    const screen = await terminal.waitFor(/http:\/\/\S+\/ingest/, 'q quit');
    const endpoint = /http:\/\/\S+\/ingest/.exec(screen)![0];
    expect((await post(endpoint, token, proxmoxEvent('before'))).status).toBe(202);
    const parent = jobOf(await terminal.pid());
    const pid = jobOf(parent);
    process.kill(parent, 'SIGKILL');
    await terminal.waitFor('What started tempo-tui has ended');
    await vi.waitFor(() => expect(stateOf(pid)).toMatch(/^Z?$/), { timeout: 10_000 });
    expect(await terminal.fact(FLAGS)).toBe(AS_BEFORE);
    await terminal.press('echo "a""gain"', 'Enter');
    await terminal.waitFor(/^again$/m);
    expect(crashFiles(home.data)).toEqual([]);
    expect(await exported(home)).toHaveLength(1);
  });
});

/** Z where it has ended and nobody has asked how; empty where it is gone. */
function stateOf(pid: number): string {
  const line = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'latin1') : '';
  return /\) (\S)/.exec(line)?.[1] ?? '';
}

/** The process that another has started. */
function jobOf(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' }).trim());
}
