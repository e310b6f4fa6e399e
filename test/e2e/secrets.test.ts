import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { addToken, type Home, makeHome, post, proxmoxEvent, runCli, showProgram } from './program.ts';
import { describeInTerminal } from './terminal.ts';

/** The files below a folder that hold a text. */
function filesWith(text: string, dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => join(dir, name))
    .filter((path) => statSync(path).isFile() && readFileSync(path).includes(text));
}

/** What a command said, however it ended. */
function said(home: Home, ...args: string[]): Promise<string> {
  return runCli(home, ...args)
    .catch((error: { stdout: string; stderr: string }) => error)
    .then(({ stdout, stderr }) => stdout + stderr);
}

describeInTerminal('the text of a token', () => {
  it('is nowhere in what the program wrote, whatever was sent and also after a crash', async () => {
    const home = makeHome();
    const old = await addToken(home);
    const rotated = await runCli(home, 'token', 'rotate', 'proxmox', '--overlap', '1h');
    const token = rotated.stdout.trim();
    const viewer = (await runCli(home, 'token', 'add', 'grafana', '--viewer')).stdout.trim();
    const texts = [old, token, viewer];
    const thrower = `process.on('SIGUSR2', () => { throw new Error('no ${texts.join(' and no ')}'); })`;
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(thrower)}` };
    const { terminal, endpoint } = await showProgram(home, { record: true, env });

    const statuses = [
      await post(endpoint, token, proxmoxEvent('Backup done')),
      await post(endpoint, old, proxmoxEvent('Backup done once more')),
      await post(endpoint, token, { ...proxmoxEvent('x'), providerIdentifier: 'org.other' }),
      await post(endpoint, viewer, proxmoxEvent('x')),
      await post(endpoint, `${token}x`, proxmoxEvent('x')),
      await post(endpoint, token, `{"title": ${token}`),
      await post(endpoint, token, { ...proxmoxEvent('x'), severity: { [token]: token } }),
      await post(`${endpoint}/${token}`, token, proxmoxEvent('x')),
      await post(`${endpoint.replace('ingest', 'message')}?token=${token}`, '', { nothing: token }),
      await fetch(endpoint, { headers: { Authorization: `Bearer ${token}` } }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([202, 202, 401, 401, 401, 422, 422, 404, 422, 405]);
    await terminal.waitFor('Backup done once more');

    const { port } = new URL(endpoint);
    home.env.TEMPO_TOKEN = token;
    const commands = [
      ['send', '--port', port, '--title', 'sent', '--provider', 'com.proxmox', '--verbose'],
      ['send', '--port', port, '--title', 'refused', '--provider', 'org.other', '--json'],
      ['send', '--port', port, '--title', 'dry', '--dry-run'],
      ['send', '--port', '1', '--title', 'nobody', '--token', token],
      ['doctor', '--port', port],
      ['doctor', '--port', port, '--token', old, '--json'],
      ['token', 'list'],
      ['token', 'list', '--json'],
      ['rejections'],
      ['rejections', '--json'],
      ['list', '--all'],
      ['export'],
    ];
    const saidBy = await Promise.all(commands.map((args) => said(home, ...args)));
    const output = [rotated.stderr, ...saidBy].join('\n');
    expect(output).toContain('Backup done');

    await terminal.press('L');
    await terminal.waitFor('Refused, the newest first', '422');
    await terminal.press('Escape');
    await terminal.waitFor('Today', 'Details');
    process.kill(await terminal.pid(), 'SIGUSR2');
    expect(await terminal.exited()).toBe(70);
    await terminal.waitFor('no tempo_… and no tempo_…');
    await vi.waitFor(() => expect(terminal.recorded().toString()).toMatch(/happened is in \S+\.txt/));
    const screen = terminal.recorded().toString();
    expect(screen).toContain('Backup done');
    for (const text of texts) {
      const secret = text.slice('tempo_'.length);
      expect(output).not.toContain(secret);
      expect(screen).not.toContain(secret);
      expect(filesWith(secret, home.dir)).toEqual([]);
    }
    expect(filesWith('no tempo_', home.dir)).toHaveLength(1);
  }, 60_000);
});

const there = existsSync('/proc/self/cmdline');

it.skipIf(!there)(
  `a token that was given as an option is soon gone from the list of processes${there ? '' : ' (skipped: no /proc)'}`,
  async () => {
    const home = makeHome();
    const server = createServer();
    onTestFinished(() => void server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const args = ['send', '--host', `127.0.0.1:${port}`, '--title', 'x', '--token', 'tempo_seen-by-all'];
    const child = spawn(process.execPath, [resolve('dist/cli.js'), ...args], { env: home.env });
    onTestFinished(() => void child.kill('SIGKILL'));
    // It waits for an answer now.
    await once(server, 'connection');
    const line = readFileSync(`/proc/${child.pid}/cmdline`, 'latin1');
    expect(line).toContain('tempo-tui');
    expect(line).not.toContain('seen-by-all');
  },
);

it('a file with a token in it is read, and only read', async () => {
  const home = makeHome();
  const file = join(home.dir, 'token');
  writeFileSync(file, 'tempo_in-a-file\n', { mode: 0o600 });
  await said(home, 'send', '--port', '1', '--title', 'x', '--token-file', file);
  expect(filesWith('in-a-file', home.dir)).toEqual([file]);
});
