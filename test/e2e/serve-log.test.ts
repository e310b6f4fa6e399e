import { spawn } from 'node:child_process';
import { openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  addToken,
  exported,
  makeHome,
  post,
  proxmoxEvent,
  runCli,
  serveProgram,
  stopProgram,
} from './program.ts';

type Told = { time: string; level: string; kind: string; message: string } & Record<string, unknown>;

function linesOf(text: string): Told[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

describe('serve --log-format json', () => {
  it('is an object a line, all of it on stdout, with no token and no body in it', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const served = await serveProgram(home, { args: ['--log-format', 'json', '--log-level', 'debug'] });
    const body = proxmoxEvent('Backup \u001B[31mfailed', { severity: 'error', Message: 'the whole message' });
    const { id } = (await (await post(served.endpoint, token, body)).json()) as { id: string };
    await post(served.endpoint, token, {
      ...proxmoxEvent('x', { Message: 'the refused message' }),
      startDate: 'never',
    });
    await post(served.endpoint, 'tempo_wrong-token-of-somebody', proxmoxEvent('never'));
    expect(await stopProgram(served)).toBe(0);
    const lines = linesOf(served.out());
    for (const line of lines)
      expect(line).toMatchObject({
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        level: expect.stringMatching(/^(debug|info|warn|error)$/),
        kind: expect.stringMatching(/^(note|event|refusal)$/),
        message: expect.any(String),
      });
    expect(lines.filter(({ kind }) => kind === 'event')).toMatchObject([
      {
        level: 'error',
        event: { id, seq: 1, provider: 'com.proxmox', level: 'error', node: 'pve-01', vmid: '100' },
      },
    ]);
    expect(lines.filter(({ kind }) => kind === 'refusal')).toMatchObject([
      { refusal: { address: '127.0.0.1', status: 422, token: 'proxmox' } },
      { refusal: { address: '127.0.0.1', status: 401, token: null } },
    ]);
    expect(lines.filter(({ level }) => level === 'debug')).toHaveLength(1);
    expect(lines.at(-1)?.message).toContain('Stopped');
    for (const secret of [token, 'tempo_wrong', 'the whole message', 'the refused message', '\u001B'])
      expect(served.out() + served.err()).not.toContain(secret);
    expect(served.err()).toBe('');
  });
});

describe('serve --log-format json that cannot start', () => {
  it('says why in that log, where whoever keeps it looks, and ends with the code of that', async () => {
    const home = makeHome();
    const { endpoint } = await serveProgram(home);
    const { port } = new URL(endpoint);
    const start = (...args: string[]) =>
      runCli(home, 'serve', '--log-format', 'json', ...args).catch((error) => error);
    const owned = await start('--port', '0');
    expect(owned).toMatchObject({ code: 75, stderr: '' });
    expect(linesOf(owned.stdout)).toEqual([
      { time: expect.any(String), level: 'error', kind: 'note', message: expect.stringMatching(/in use/) },
    ]);
    const taken = await start('--port', port, '--data-dir', join(home.dir, 'other'), '--log-level', 'error');
    expect(taken).toMatchObject({ code: 69, stderr: '' });
    expect(linesOf(taken.stdout)).toMatchObject([{ level: 'error', message: expect.stringContaining(port) }]);
    // As which log it is not known then.
    const wrong = await start('--port', 'x');
    expect(wrong).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--port') });
  });
});

describe('serve --log-level', () => {
  it('leaves out what matters less, as the config file says where the command line does not', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const config = join(home.dir, 'config.json');
    writeFileSync(config, '{ "logLevel": "warn" }');
    const args = ['--config', config];
    const at = await serveProgram(home, { args: [...args, '--log-level', 'info'] });
    await stopProgram(at);
    const port = new URL(at.endpoint).port;
    const quiet = await quietly(home.env, ['serve', ...args, '--port', port]);
    await vi.waitFor(() => post(at.endpoint, token, proxmoxEvent('all is well')), 10_000);
    await post(at.endpoint, token, proxmoxEvent('it failed', { severity: 'error' }));
    await post(at.endpoint, 'wrong', proxmoxEvent('never'));
    await vi.waitFor(() => expect(quiet.err()).toContain('refused 401'));
    await vi.waitFor(() => expect(quiet.out()).toContain('it failed'));
    expect(quiet.out() + quiet.err()).not.toMatch(/all is well|Listening/);
  });

  it.each([
    [['serve', '--log-level', 'loud'], 'debug, info, warn, error'],
    [['serve', '--log-format', 'xml'], 'plain, json'],
    [['serve', '--plain', '--log-format', 'json'], 'take one'],
    [['list', '--log-level', 'warn'], 'goes with serve'],
  ])('is refused in %j', async (args, word) => {
    const failed = await runCli(makeHome(), ...args).catch((error) => error);
    expect(failed).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(word) });
  });
});

describe('serve whose streams are the journal of systemd', () => {
  it('gives each line its priority and leaves the time to the journal', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const journal = join(home.dir, 'journal');
    const fd = openSync(journal, 'a');
    const { dev, ino } = statSync(journal, { bigint: true });
    const env = { ...home.env, JOURNAL_STREAM: `${dev}:${ino}` };
    start(env, ['serve', '--port', '0'], ['ignore', fd, fd]);
    const read = () => readFileSync(journal, 'utf8');
    await vi.waitFor(() => expect(read()).toMatch(/^<6>Listening on http/m), 10_000);
    const endpoint = /http:\S+/.exec(read())![0];
    await post(endpoint, token, proxmoxEvent('all is well'));
    await post(endpoint, token, proxmoxEvent('it failed', { severity: 'error' }));
    await post(endpoint, 'wrong', proxmoxEvent('never'));
    await vi.waitFor(() => {
      expect(read()).toMatch(/^<6>info Proxmox pve-01\/100 all is well$/m);
      expect(read()).toMatch(/^<3>error Proxmox pve-01\/100 it failed$/m);
      expect(read()).toMatch(/^<4>refused 401 127\.0\.0\.1: /m);
    });
  });

  it('goes by the stream and not by the variable, which children of a service inherit', async () => {
    const served = await serveProgram(makeHome(), { env: { JOURNAL_STREAM: '1:2' } });
    expect(served.err()).toMatch(/^Listening on/m);
  });
});

describe('serve whose reader ends', () => {
  it('receives on, and says so once', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const served = await serveProgram(home);
    served.child.stdout!.destroy();
    for (const title of ['one', 'two', 'three'])
      expect((await post(served.endpoint, token, proxmoxEvent(title))).status).toBe(202);
    await vi.waitFor(() => expect(served.err()).toContain('Nobody reads the lines on stdout any more.'));
    expect((await post(served.endpoint, token, proxmoxEvent('four'))).status).toBe(202);
    expect(await stopProgram(served)).toBe(0);
    expect(served.err().match(/Nobody reads/g)).toHaveLength(1);
    expect(await exported(home)).toHaveLength(4);
  });

  it('ends with it where the lines are for a person', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const served = await serveProgram(home, { args: ['--plain'] });
    const ended = new Promise((done) => served.child.once('exit', done));
    served.child.stdout!.destroy();
    await post(served.endpoint, token, proxmoxEvent('one'));
    expect(await ended).toBe(0);
    expect(await exported(home)).toHaveLength(1);
  });
});

function start(env: NodeJS.ProcessEnv, args: string[], stdio: ('ignore' | 'pipe' | number)[]) {
  const child = spawn(process.execPath, [resolve('dist/cli.js'), ...args], { env, stdio });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** A receiver that does not say where it listens. */
function quietly(env: NodeJS.ProcessEnv, args: string[]) {
  const child = start(env, args, ['ignore', 'pipe', 'pipe']);
  let out = '';
  let err = '';
  child.stdout?.on('data', (bytes) => {
    out += bytes;
  });
  child.stderr?.on('data', (bytes) => {
    err += bytes;
  });
  return { out: () => out, err: () => err };
}
