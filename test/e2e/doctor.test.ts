import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { MOUNTS } from '../../scripts/faults/full-disk.ts';
import { hasTool } from '../../scripts/faults/rig.ts';
import type { Check } from '../../src/commands/doctor/check.ts';
import { ownDataDir } from '../../src/store/lock.ts';
import {
  addToken,
  exported,
  freePort,
  type Home,
  makeHome,
  runCli,
  serveProgram,
  stopProgram,
} from './program.ts';
import { describeInTerminal, openTerminal } from './terminal.ts';

const CLI = resolve('dist/cli.js');

/** What doctor finds, by name, and how it ends. */
async function doctor(home: Home, ...args: string[]) {
  const { code, stdout, stderr } = await runCli(home, 'doctor', '--json', ...args).then(
    (ended) => ({ code: 0, ...ended }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
  const { checks } = JSON.parse(stdout) as { checks: Check[] };
  const found = Object.fromEntries(checks.map((check) => [check.name, check]));
  return { code, stdout, stderr, checks, found };
}

/** A receiver that is none, with a data directory that says it is its own. */
async function pretend(dataDir: string, answer: RequestListener): Promise<number> {
  const server = createServer((request, response) => {
    response.setHeader('server', 'tempo-tui');
    if (request.url === '/health') response.end('{}');
    else answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const owner = await ownDataDir(dataDir, { pid: process.pid, port });
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await owner.release();
  });
  return port;
}

function tokensIn(dataDir: string): { name: string }[] {
  return JSON.parse(readFileSync(join(dataDir, 'tokens.json'), 'utf8')).tokens;
}

describe('tempo-tui doctor', () => {
  it('before the first start is well, says what is still to do, and leaves nothing behind', async () => {
    const home = makeHome();
    const data = join(home.dir, 'data');
    const { code, found, stderr } = await doctor(home, '--data-dir', data, '--port', await freePort());
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^0 failures.* before this is seen to:\n- tokens: there are none.*\n- port: nobody listens/,
    );
    expect(found).toMatchObject({
      'data directory': { status: 'ok' },
      tokens: { status: 'warning' },
      port: { status: 'warning', found: expect.stringContaining('nobody listens') },
      probe: { status: 'ok', found: expect.stringContaining('answered 202 and found in the store') },
      terminal: { status: 'ok' },
    });
    expect(existsSync(data)).toBe(false);
    expect(readdirSync(home.dir).filter((name) => name !== 'bin')).toEqual([]);
  });

  it('beside a receiver that runs sends one probe, keeps one of them, and no token', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const { child, endpoint } = await serveProgram(home);
    const { port } = new URL(endpoint);
    for (const status of [202, 200]) {
      const { code, found } = await doctor(home);
      expect(code).toBe(0);
      expect(found).toMatchObject({
        owner: { found: `a tempo-tui runs on it (pid ${child.pid}, port ${port})` },
        port: {
          status: 'ok',
          found: expect.stringContaining(`pid ${child.pid}) listens on ${port} at 127.0.0.1`),
        },
        reach: {
          status: 'warning',
          advice: expect.stringMatching(`--host 0\\.0\\.0\\.0 .*--port ${port}, .*:${port}/health`),
        },
        probe: { status: 'ok', found: expect.stringContaining(`answered ${status}`) },
      });
    }
    expect(await exported(home)).toMatchObject([
      {
        title: 'tempo-tui doctor: probe',
        providerIdentifier: 'tempo-tui.doctor',
        resolved: { level: 'info' },
      },
    ]);
    expect((await runCli(home, 'token', 'list', '--json')).stdout).toMatch(/^\[{"name":"proxmox"[^{]*\]\n$/);
    const { found } = await doctor(home, '--token', token);
    expect(found.token).toMatchObject({ status: 'ok', found: expect.stringContaining('"proxmox"') });
    const file = join(home.dir, 'token');
    writeFileSync(file, `${token}\n`);
    home.env.TEMPO_TOKEN_FILE = file;
    expect((await doctor(home)).found.token).toMatchObject({ status: 'ok' });
    home.env.TEMPO_TOKEN_FILE = join(home.dir, 'none');
    expect((await doctor(home)).found.token).toMatchObject({
      status: 'failure',
      found: expect.stringContaining('none is not there'),
    });
  });

  it('where none runs and there are events, stores its probe among them', async () => {
    const home = makeHome();
    await addToken(home);
    const { child } = await serveProgram(home);
    await doctor(home);
    child.kill('SIGTERM');
    await new Promise((done) => child.once('exit', done));
    const { code, found } = await doctor(home, '--port', await freePort());
    expect(code).toBe(0);
    expect(found.probe).toMatchObject({
      status: 'ok',
      found: expect.stringContaining('doctor ran the receiver'),
    });
    expect(await exported(home)).toHaveLength(1);
  });

  it('prints a line for each check with its mark, and the wrong token nowhere', async () => {
    const home = makeHome();
    const wrong = `tempo_${'w'.repeat(43)}`;
    home.env.TEMPO_TOKEN = wrong;
    const failed = await runCli(home, 'doctor', '--port', await freePort()).catch((error) => error);
    expect(failed).toMatchObject({ code: 1 });
    const lines: string[] = failed.stdout.trimEnd().split('\n');
    expect(lines.filter((line) => !/^[✓▲✗] \S/.test(line))).toEqual([]);
    expect(lines).toContainEqual(
      expect.stringMatching(/^✗ token +the one given is not known here.* → put a new one/),
    );
    expect(lines.filter((line) => line.startsWith('▲') && !line.includes(' → '))).toEqual([]);
    expect(failed.stderr).toMatch(/^1 failure, \d warnings\.\n$/);
    expect(failed.stdout + failed.stderr).not.toContain(wrong);
  });

  it('finds modes that are open, what was set aside, and a broken score', async () => {
    const home = makeHome();
    const data = join(home.dir, 'data');
    await runCli(home, 'token', 'add', 'x', '--provider', 'com.example', '--data-dir', data);
    chmodSync(data, 0o755);
    chmodSync(join(data, 'tokens.json'), 0o644);
    mkdirSync(join(data, 'quarantine'));
    writeFileSync(join(data, 'quarantine', 'events-1-at-0-00000000'), 'x');
    const config = join(home.dir, 'config.json');
    writeFileSync(config, '{}');
    mkdirSync(join(home.dir, 'scores'));
    writeFileSync(join(home.dir, 'scores', 'disk.json'), '{');
    const args = ['--data-dir', data, '--config', config, '--port', await freePort()];
    const { code, found } = await doctor(home, ...args);
    expect(code).toBe(0);
    expect(found).toMatchObject({
      'data directory': { status: 'warning', advice: `chmod 700 ${data}` },
      'token file': { status: 'warning', advice: `chmod 600 ${join(data, 'tokens.json')}` },
      quarantine: { status: 'warning' },
      tokens: { status: 'warning', found: expect.stringContaining('none is bound to com.proxmox') },
      scores: { status: 'warning', found: expect.stringContaining('disk.json: line 1') },
    });
  });

  it('names another program and another tempo-tui that have the port, and sends them nothing', async () => {
    const home = makeHome();
    const asked: string[] = [];
    const foreign = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.end('hello');
    });
    await new Promise<void>((done) => foreign.listen(0, '127.0.0.1', done));
    onTestFinished(() => void foreign.close());
    const { port } = foreign.address() as AddressInfo;
    const first = await doctor(home, '--port', String(port));
    expect(first).toMatchObject({
      code: 1,
      found: { port: { status: 'failure' }, probe: { status: 'warning' } },
    });
    expect(first.found.port!.found).toContain(`${port} is taken by another program`);
    if (process.platform === 'linux') expect(first.found.port!.found).toContain(`pid ${process.pid}`);
    expect(asked).toEqual(['GET /health']);

    const other = makeHome();
    const served = await serveProgram(other);
    const second = await doctor(home, '--port', new URL(served.endpoint).port);
    expect(second.code).toBe(1);
    expect(second.found.port!.found).toContain('a tempo-tui of another data directory');
    expect(second.found.probe!.found).toContain('not tried');
    expect(await stopProgram(served)).toBe(0);
    expect(served.err()).not.toContain('refused 401');
  });

  it('does not wait for a tempo-tui that was suspended', async () => {
    const home = makeHome();
    const { child } = await serveProgram(home);
    child.kill('SIGSTOP');
    const { code, found } = await doctor(home, '--port', await freePort());
    expect(code).toBe(1);
    expect(found).toMatchObject({
      owner: { status: 'failure', advice: expect.stringContaining('fg') },
      port: { status: 'warning' },
      probe: { status: 'warning', found: expect.stringContaining('not tried') },
    });
  });

  it.each([
    [401, 'the token just made is not known to it'],
    [422, '(/title)'],
    [429, 'too many events a minute'],
    [503, 'it can store nothing now'],
    [202, 'is not in this data directory'],
  ])('tells what an answer of %i to its probe means', async (status, word) => {
    const home = makeHome();
    const data = join(home.dir, 'data');
    await pretend(data, (_, response) => {
      response.writeHead(status).end('{"id":"x","field":"/title"}');
    });
    const { code, found } = await doctor(home, '--data-dir', data);
    expect(code).toBe(1);
    expect(found.probe).toMatchObject({ status: 'failure', found: expect.stringContaining(word) });
    expect(tokensIn(data)).toEqual([]);
  });

  it('revokes its token when it is stopped while it waits, and those that were left behind', async () => {
    const home = makeHome();
    const data = join(home.dir, 'data');
    await runCli(home, 'token', 'add', 'doctor-old', '--provider', 'tempo-tui.doctor', '--data-dir', data);
    const file = join(data, 'tokens.json');
    const old = readFileSync(file, 'utf8').replace(/"createdAt": "\d{4}/, '"createdAt": "2020');
    writeFileSync(file, old);
    const posted = vi.fn();
    await pretend(data, posted);
    const child = spawn(process.execPath, [CLI, 'doctor', '--data-dir', data], { env: home.env });
    const said = text(child.stderr);
    await vi.waitFor(() => expect(posted).toHaveBeenCalled(), { timeout: 10_000 });
    expect(tokensIn(data)).toMatchObject([{ name: expect.stringMatching(/^doctor-[0-9a-f]{8}$/) }]);
    child.kill('SIGINT');
    expect(await new Promise((done) => child.once('exit', done))).toBe(1);
    expect(await said).toContain('Stopped before everything was looked at.');
    expect(tokensIn(data)).toEqual([]);
  });

  it('says that a config file is broken, and looks no further; wrong options are a mistake of usage', async () => {
    const home = makeHome();
    const config = join(home.dir, 'config.json');
    writeFileSync(config, '{"port": "seven"}');
    const { code, checks } = await doctor(home, '--config', config);
    expect(code).toBe(1);
    expect(checks.map(({ name, status }) => [name, status])).toEqual([
      ['program', 'ok'],
      ['config file', 'failure'],
    ]);
    await expect(runCli(home, 'doctor', '--port', 'seven')).rejects.toMatchObject({ code: 2, stdout: '' });
  });

  const mounts = hasTool('unshare') || Boolean(process.env.TEMPO_TUI_CI);
  it.skipIf(!mounts).each([
    ['full', 'size=1m', 'cat /dev/zero > "$DIR/x" 2>/dev/null', 'the disk is full'],
    ['read-only', 'size=300m', 'mount -o remount,ro "$DIR"', 'the file system is read-only'],
  ])('says that a disk is %s', async (_, options, then, why) => {
    const home = makeHome();
    const dir = join(home.dir, 'data');
    mkdirSync(dir);
    const script = `mount -t tmpfs -o mode=700,${options} tmpfs "$DIR"; ${then}; exec "$@"`;
    const [file, ...before] = MOUNTS;
    const command = [
      process.execPath,
      CLI,
      'doctor',
      '--json',
      '--data-dir',
      dir,
      '--port',
      await freePort(),
    ];
    const child = spawn(file!, [...before, 'sh', '-c', script, 'sh', ...command], {
      env: { ...home.env, DIR: dir },
    });
    const { checks } = JSON.parse(await text(child.stdout)) as { checks: Check[] };
    expect(checks).toContainEqual(
      expect.objectContaining({
        name: 'data directory',
        status: 'failure',
        found: expect.stringContaining(why),
      }),
    );
    expect(checks).toContainEqual(expect.objectContaining({ name: 'probe', status: 'warning' }));
  });
});

describeInTerminal('tempo-tui doctor in a terminal', () => {
  it('looks at the terminal it is in, and drives it with nothing', async () => {
    const home = makeHome();
    const env = { ...home.env, NO_COLOR: '1', LANG: 'C', LC_ALL: '' };
    const command = [process.execPath, CLI, 'doctor', '--port', await freePort()];
    const terminal = await openTerminal(command, { columns: 300, rows: 30, env });
    const screen = await terminal.waitFor(/✓ size +300×30/);
    expect(screen).toMatch(/✓ terminal +tmux-256color in tmux, without colours/);
    expect(screen).toMatch(/✓ clipboard +copies go to this machine's clipboard; where that fails, to tmux/);
    expect(screen).toMatch(/▲ locale +C is not one of UTF-8/);
    expect(await terminal.exited()).toBe(0);
  });
});
