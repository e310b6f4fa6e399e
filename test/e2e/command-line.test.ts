import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
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

/** How a command that must fail does. */
async function failure(
  home: Home,
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  return runCli(home, ...args).then(
    () => expect.unreachable('it did not fail'),
    (error) => error,
  );
}

describe('token', () => {
  it('prints the new token alone on stdout and keeps nothing but its hash, mode 0600', async () => {
    const home = makeHome();
    const data = join(home.dir, 'data');
    const added = await runCli(
      home,
      'token',
      'add',
      'proxmox',
      '--provider',
      'com.proxmox',
      '--data-dir',
      data,
    );
    expect(added.stdout).toMatch(/^tempo_[\w-]{43}\n$/);
    expect(added.stderr).toContain('shown this once');
    const file = join(data, 'tokens.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(data).mode & 0o777).toBe(0o700);
    expect(readFileSync(file, 'utf8')).not.toContain(added.stdout.trim());
    const listed = await runCli(home, 'token', 'list', '--data-dir', data);
    expect(listed.stdout).toMatch(/^proxmox {2}com\.proxmox {2}\d{4}-/);
  });

  it('takes a revoked or rotated token away from a running receiver at once', async () => {
    const home = makeHome();
    const first = await addToken(home);
    const { endpoint } = await serveProgram(home);
    expect((await post(endpoint, first, proxmoxEvent('one'))).status).toBe(202);
    const second = (await runCli(home, 'token', 'rotate', 'proxmox')).stdout.trim();
    expect((await post(endpoint, first, proxmoxEvent('two'))).status).toBe(401);
    expect((await post(endpoint, second, proxmoxEvent('three'))).status).toBe(202);
    await runCli(home, 'token', 'revoke', 'proxmox');
    expect((await post(endpoint, second, proxmoxEvent('four'))).status).toBe(401);
  });

  it.each([
    [['token', 'add', 'x'], 2, '--provider'],
    [['token', 'add', 'x', '--provider', 'a b'], 2, 'com.proxmox'],
    [['token', 'add', 'x', '--provider', 'a', '--server-url', 'file:///etc'], 2, 'pve-01.lan'],
    [['token', 'revoke', 'nobody'], 1, 'no token of this name'],
    [['--port', 'seven'], 2, 'whole number'],
    [['--config', '/nowhere.json'], 2, '/nowhere.json'],
    [['frobnicate'], 2, 'frobnicate'],
  ])('answers %j with exit %i and a word', async (args, code, word) => {
    const failed = await failure(makeHome(), ...args);
    expect(failed).toMatchObject({ code, stdout: '' });
    expect(failed.stderr).toContain(word);
  });
});

describe('serve', () => {
  it('writes one line an event, tells refusals, and ends in order on SIGTERM', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const served = await serveProgram(home);
    await post(served.endpoint, token, proxmoxEvent('Backup \u001B[31mdone', { severity: 'notice' }));
    await post(served.endpoint, 'wrong', proxmoxEvent('never'));
    await vi.waitFor(() => expect(served.err()).toContain('refused 401 127.0.0.1: '));
    await vi.waitFor(() =>
      expect(served.out()).toMatch(/^\S+Z info \(Notice\) Proxmox pve-01\/100 Backup \uFFFD\[31mdone\n$/),
    );
    const ended = new Promise((done) => served.child.once('exit', done));
    served.child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(served.err()).not.toContain(token);
  });

  it('has a line on stdout for every event it answered, also when it is stopped right after', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const served = await serveProgram(home);
    const closed = new Promise((done) => served.child.once('close', done));
    const posts = Array.from({ length: 50 }, (_, at) =>
      post(served.endpoint, token, proxmoxEvent(`event ${at}.`)),
    );
    // Stopped while the last ones are under way.
    await Promise.race(posts);
    served.child.kill('SIGTERM');
    const answered = (await Promise.allSettled(posts)).map(
      (each) => each.status === 'fulfilled' && each.value.status === 202,
    );
    await closed;
    expect(answered).toContain(true);
    const lines = served.out().split('\n');
    for (const [at, is] of answered.entries()) {
      if (is) expect(lines.filter((line) => line.endsWith(` event ${at}.`))).toHaveLength(1);
    }
  });

  it('lives on with an event that is made to break it, and after a restart', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const served = await serveProgram(home);
    const poison = { toString: 1, valueOf: 1, toJSON: 1, __proto__: null, constructor: 1 };
    const metadata = { severity: poison, NodeName: poison, VMID: [[poison]], ServerUrl: poison };
    expect((await post(served.endpoint, token, proxmoxEvent('poison', metadata))).status).toBe(202);
    await vi.waitFor(() => expect(served.out()).toContain('poison'));
    const ended = new Promise((done) => served.child.once('exit', done));
    served.child.kill('SIGTERM');
    expect(await ended).toBe(0);
    const again = await serveProgram(home);
    expect((await post(again.endpoint, token, proxmoxEvent('after'))).status).toBe(202);
    expect(await exported(home)).toHaveLength(2);
  });

  it('names the owner of a data directory in use and the port that is taken', async () => {
    const home = makeHome();
    const { child, endpoint } = await serveProgram(home);
    const owned = await failure(home, 'serve', '--port', '0');
    expect(owned).toMatchObject({ code: 75 });
    expect(owned.stderr).toContain(`pid ${child.pid}`);
    const port = new URL(endpoint).port;
    const taken = await failure(home, 'serve', '--port', port, '--data-dir', join(home.dir, 'other'));
    expect(taken).toMatchObject({ code: 69 });
    expect(taken.stderr).toContain(`Port ${port} is in use by another tempo-tui`);
  });
});

describe('export', () => {
  it('tells each event with what its score makes of it', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const { endpoint } = await serveProgram(home);
    await post(endpoint, token, proxmoxEvent('Backup done', { severity: 'notice' }));
    expect(await exported(home)).toMatchObject([
      {
        title: 'Backup done',
        metadata: { VMID: '100' },
        resolved: {
          level: 'info',
          label: 'Notice',
          source: 'Proxmox',
          stack: ['pve-01', '100'],
          vmid: '100',
        },
      },
    ]);
  });
});
