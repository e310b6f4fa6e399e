import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { addToken, exported, type Home, makeHome, serveProgram } from './program.ts';
import { describeInTerminal, openTerminal } from './terminal.ts';

const CLI = resolve('dist/cli.js');
const TITLE = ['--title', 'Backup done'];

interface Given {
  env?: Record<string, string>;
  input?: string;
}

/** Runs the program to its end, whatever its exit code. */
async function run(home: Home, args: readonly string[], { env = {}, input = '' }: Given = {}) {
  const child = spawn(process.execPath, [CLI, ...args], { env: { ...home.env, ...env }, cwd: home.dir });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, stdout, stderr };
}

async function started(provider = 'scripts') {
  const home = makeHome();
  const token = await addToken(home, 'scripts', provider);
  const { endpoint } = await serveProgram(home);
  const { host, port } = new URL(endpoint);
  return { home, token, endpoint, host, port };
}

describe('tempo-tui send', () => {
  it('posts an event, and is quiet about it', async () => {
    const { home, token, port } = await started();
    const flags = ['--severity', 'error', '--metadata', 'exit_code=3', '--metadata', 'disks:=[1,2]'];
    const sent = await run(home, ['send', ...TITLE, ...flags, '--message', '-', '--port', port], {
      env: { TEMPO_TOKEN: token },
      input: 'one\ntwo\n',
    });
    expect(sent).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await exported(home)).toMatchObject([
      {
        title: 'Backup done',
        providerIdentifier: 'scripts.shell',
        severity: 'error',
        metadata: { exit_code: '3', disks: [1, 2], Message: 'one\ntwo\n' },
        resolved: { level: 'error', source: 'Scripts' },
      },
    ]);
  });

  it('takes the token of an option before that of the environment, and a file of either', async () => {
    const { home, token, host } = await started();
    const file = join(home.dir, 'token');
    writeFileSync(file, `${token}\n`);
    const wrong = { TEMPO_TOKEN: 'wrong' };
    const send = (args: readonly string[], given: Given) =>
      run(home, ['send', ...TITLE, '--host', host, ...args], given);
    expect((await send(['--token', token], { env: wrong })).code).toBe(0);
    expect((await send(['--token-file', file], { env: wrong })).code).toBe(0);
    expect((await send(['--token-file', '-'], { env: wrong, input: token })).code).toBe(0);
    expect((await send([], { env: { TEMPO_TOKEN_FILE: file } })).code).toBe(0);
    expect((await send([], { env: { TEMPO_TOKEN_FILE: file, ...wrong } })).code).toBe(1);
    expect(await exported(home)).toHaveLength(4);
  });

  it('finds the receiver by an option on either side, by the environment, and by the config file', async () => {
    const { home, token, endpoint, host, port } = await started();
    const env = { TEMPO_TOKEN: token };
    const config = join(home.dir, 'here.json');
    writeFileSync(config, JSON.stringify({ port: Number(port), host: '0.0.0.0' }));
    for (const args of [
      ['send', ...TITLE, '--host', host],
      ['--host', host, 'send', ...TITLE],
      ['--host', '127.0.0.1', 'send', '--port', port, ...TITLE],
      ['send', ...TITLE, '--host', endpoint],
      ['send', ...TITLE, '--config', config],
      // As an alias of the program may have it.
      ['--host', '0.0.0.0', '--port', port, 'send', ...TITLE],
    ]) {
      expect(await run(home, args, { env }), args.join(' ')).toMatchObject({ code: 0, stderr: '' });
    }
    const byName = await run(home, ['send', ...TITLE], { env: { ...env, TEMPO_HOST: `http://${host}` } });
    expect(byName.code).toBe(0);
  });

  it('answers as JSON, also where it was refused or nobody was there', async () => {
    const { home, token, host } = await started();
    const send = async (...args: string[]) => {
      const { code, stdout } = await run(home, ['send', ...TITLE, '--json', ...args], {
        env: { TEMPO_TOKEN: token },
      });
      return { code, ...JSON.parse(stdout) };
    };
    const id = expect.any(String);
    expect(await send('--host', host)).toEqual({ code: 0, id, status: 'accepted', httpStatus: 202 });
    const refused = {
      code: 1,
      httpStatus: 401,
      error: expect.stringContaining('not bound to this provider'),
    };
    expect(await send('--host', host, '--provider', 'com.proxmox')).toEqual(refused);
    const lost = {
      code: 1,
      httpStatus: null,
      error: expect.stringContaining('Nothing listens at http://127.0.0.1:2/'),
    };
    expect(await send('--host', '127.0.0.1:2')).toEqual(lost);
  });

  it('makes the id of a run, prints it alone, and stacks its steps', async () => {
    const { home, token, host } = await started();
    const send = (...args: string[]) =>
      run(home, ['send', ...args, '--host', host], { env: { TEMPO_TOKEN: token } });
    const first = await send('--title', 'Build started', '--run-id', 'auto', '--run-total', '2');
    const id = first.stdout.trim();
    expect(first.stdout).toMatch(/^[\da-f-]{13}\n$/);
    await send('--title', 'Build done', '--run-id', id, '--final');
    const stacks = (await exported(home)).map(({ resolved }) => (resolved as { stack: unknown }).stack);
    expect(stacks).toEqual([[id], [id]]);
  });

  it('prints what it would post, without a token or a receiver', async () => {
    const dry = await run(makeHome(), ['send', ...TITLE, '--hostname', 'pve-01', '--dry-run']);
    expect(dry).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(dry.stdout)).toEqual({
      title: 'Backup done',
      providerIdentifier: 'scripts.shell',
      metadata: { hostname: 'pve-01' },
    });
  });

  it.each<[readonly string[], Given, number, RegExp]>([
    [['send'], {}, 2, /--title is missing/],
    [['send', '--titel', 'x'], {}, 2, /unknown option '--titel'/],
    [['send', ...TITLE, '--run-total', '3'], {}, 2, /--run-total goes with --run-id/],
    [['send', ...TITLE], {}, 2, /There is no token: --token-file FILE, or TEMPO_TOKEN/],
    [['send', ...TITLE, '--token', 'hid\u00e9'], {}, 2, /--token has characters that are in no token/],
    [['send', ...TITLE], { env: { TEMPO_TOKEN: 'hid den' } }, 2, /TEMPO_TOKEN has characters/],
    [['send', ...TITLE, '--token', 'hid', '--token-file', 'x'], {}, 2, /not both/],
    [['send', ...TITLE, '--token-file', '/nowhere'], {}, 2, /--token-file: \/nowhere is not there/],
    [['send', ...TITLE, '--token-file', '-', '--message', '-'], {}, 2, /One thing can be piped in/],
    [['send', ...TITLE, '--severity', 'eror'], {}, 2, /--severity takes info, ok/],
    [['send', ...TITLE, '--host', 'http://root:hid@h'], {}, 2, /--host: the address holds a user name/],
    [['send', '--title', 'Backup', 'done'], {}, 2, /not "done". A title of several words stands in quotes/],
    [
      ['send', ...TITLE, '--token', 'hid', '--host', '127.0.0.1:2'],
      {},
      1,
      /Nothing listens at .* send it again/,
    ],
  ])('%j says what is wrong', async (args, given, code, message) => {
    const failed = await run(makeHome(), args, given);
    expect(failed).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(message) });
    expect(failed.stderr).not.toContain('hid');
  });

  it('tells in its help what its own options mean, and none of those that mean something else', async () => {
    const { stdout } = await run(makeHome(), ['send', '--help']);
    expect(stdout).toContain('--token can be read by everybody on this machine');
    expect(stdout).toContain('--host <receiver>');
    expect(stdout).not.toContain('to listen on');
  });
});

describeInTerminal('tempo-tui send in a terminal', () => {
  it('asks for a token without showing it', async () => {
    const { home, token, host } = await started();
    const command = [process.execPath, CLI, 'send', ...TITLE, '--host', host];
    const terminal = await openTerminal(command, { columns: 80, rows: 10, env: home.env });
    await terminal.waitFor('Token:');
    await terminal.press(token, 'Enter');
    const screen = await terminal.waitFor('Accepted.');
    expect(screen).not.toContain(token.slice(0, 12));
    expect(await terminal.exited()).toBe(0);
    expect(await exported(home)).toHaveLength(1);
  });

  it('sends nothing where no token is given', async () => {
    const terminal = await openTerminal([process.execPath, CLI, 'send', ...TITLE], {
      columns: 80,
      rows: 10,
      env: makeHome().env,
    });
    await terminal.waitFor('Token:');
    await terminal.press('C-c');
    await terminal.waitFor('The token is empty');
    expect(await terminal.exited()).toBe(2);
  });
});
