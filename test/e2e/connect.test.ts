import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  addToken,
  freePort,
  type Home,
  makeHome,
  post,
  proxmoxEvent,
  runCli,
  serveProgram,
  stopProgram,
} from './program.ts';
import { describeInTerminal, openTerminal } from './terminal.ts';

const CLI = resolve('dist/cli.js');

/** An address of this machine that is not of loopback. */
const own = Object.values(networkInterfaces())
  .flatMap((cards = []) => cards)
  .find(({ internal, family }) => !internal && family === 'IPv4')?.address;

/** The timeline of a receiver elsewhere, in a terminal where what it says in one line is in one line. */
function connected(home: Home, token: string, ...args: string[]) {
  const command = [process.execPath, CLI, '--connect', ...args, '--data-dir', join(home.dir, 'elsewhere')];
  return openTerminal(command, { columns: 500, rows: 20, env: { ...home.env, TEMPO_TOKEN: token } });
}

/** What it says of why it ends at once, with its exit code; the token is not in it. */
async function ending(home: Home, token: string, ...args: string[]): Promise<string> {
  const terminal = await connected(home, token, ...args);
  const code = await terminal.exited();
  const screen = await terminal.screen();
  expect(screen).not.toContain(token);
  expect(screen).not.toMatch(/\n +at /);
  return `${code}: ${screen.trim()}`;
}

async function viewerOf(home: Home): Promise<string> {
  return (await runCli(home, 'token', 'add', 'laptop', '--viewer')).stdout.trim();
}

/** A home with a certificate, and how a receiver is started with it. */
async function secureHome() {
  const home = makeHome();
  await runCli(home, 'tls', 'create');
  const file = (name: string) => join(home.dir, '.local', 'share', 'tempo-tui', 'tls', name);
  return { home, tls: ['--tls-cert', file('server.crt'), '--tls-key', file('server.key')] };
}

/** The lines of a stream that came so far. */
function linesOf(stream: Readable): string[] {
  const lines: string[] = [];
  createInterface({ input: stream }).on('line', (line) => lines.push(line));
  return lines;
}

/** Leads on to a port of this machine, from another of its addresses. */
async function tunnelTo(port: string, localAddress: string): Promise<string> {
  const server = createServer((near) => {
    const far = connect({ port: Number(port), host: '127.0.0.1', localAddress });
    for (const socket of [near, far]) socket.on('error', () => {});
    near.pipe(far).pipe(near);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describeInTerminal('a receiver elsewhere that cannot be shown', () => {
  it('speaks HTTPS, with a certificate that has to be known here', async () => {
    const { home, tls } = await secureHome();
    const viewer = await viewerOf(home);
    const { endpoint } = await serveProgram(home, { args: tls });
    const { host, origin } = new URL(endpoint);
    expect(await ending(home, viewer, host)).toMatch(
      new RegExp(`^1: Cannot show .* speaks HTTPS, .* Start again with --connect ${origin}$`),
    );
    expect(await ending(home, viewer, origin)).toMatch(
      /^1: .* of no authority that is trusted here .*"tempo-tui tls show > ca\.crt".*--cacert ca\.crt/,
    );
    // What is said has to be what helps.
    const ca = join(home.dir, 'ca.crt');
    writeFileSync(ca, (await runCli(home, 'tls', 'show')).stdout);
    const shown = await connected(home, viewer, origin, '--cacert', ca);
    await shown.waitFor('tempo-tui  attached  https://', '✓ storing');
  });

  it('speaks HTTP alone', async () => {
    const home = makeHome();
    const { endpoint } = await serveProgram(home);
    const { host } = new URL(endpoint);
    expect(await ending(home, 'tempo_of_nobody', `https://${host}`)).toMatch(
      new RegExp(`^1: .* speaks HTTP, and no HTTPS\\. Start again with --connect http://${host} `),
    );
  });

  it('is not looked for where what was given is no place of one', async () => {
    const home = makeHome();
    const ca = join(home.dir, 'ca.crt');
    writeFileSync(ca, 'no certificate');
    for (const [args, reason] of [
      [['ftp://mon.lan'], 'is reached by http:// or https://, and not by ftp://'],
      [['http://root:hidden@mon.lan'], 'holds a user name or password'],
      [['mon.lan:7776/?token=x'], 'nothing may stand behind the path'],
      [['https://mon.lan', '--cacert', ca], 'holds no certificate in PEM'],
      [['mon.lan', '--cacert', ca], '--connect https://mon.lan:7776'],
    ] as const) {
      const said = await ending(home, 'tempo_of_nobody', ...args);
      expect(said).toMatch(/^2: --c/);
      expect(said).toContain(reason);
      expect(said).not.toContain('hidden');
    }
  });

  it.runIf(own)('may not be asked from everywhere', async () => {
    const home = makeHome();
    const viewer = await viewerOf(home);
    const strict = await serveProgram(home, { args: ['--allow', '198.51.100.0/24'] });
    const tunnel = await tunnelTo(new URL(strict.endpoint).port, own!);
    expect(await ending(home, viewer, tunnel)).toMatch(
      /^1: .* the address of this machine may not connect there\. "tempo-tui rejections".*--allow private,ADDRESS$/,
    );
    expect((await runCli(home, 'rejections')).stdout).toContain(`${own}  403`);
  });

  it('takes its end while it waits', async () => {
    const home = makeHome();
    const silent = createServer((socket) => socket.on('error', () => {}));
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void silent.close());
    const place = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const terminal = await connected(home, 'tempo_of_nobody', place);
    await terminal.waitFor(`Waiting for ${place} to answer.`);
    process.kill(await terminal.pid(), 'SIGINT');
    await terminal.waitFor('Stopped before the receiver answered.');
    expect(await terminal.exited()).toBe(1);
  });
});

describe('the lines of a receiver elsewhere', () => {
  it('are there without a terminal: what comes and fits, what is refused, and that it is lost and heard again', async () => {
    const home = makeHome();
    const viewer = await viewerOf(home);
    const token = await addToken(home);
    const port = await freePort();
    const served = await serveProgram(home, { args: ['--port', port] });
    await post(served.endpoint, token, proxmoxEvent('before'));
    const child = spawn(process.execPath, [CLI, '--connect', `127.0.0.1:${port}`, '--filter', 'sev:error'], {
      env: { ...home.env, TEMPO_TOKEN: viewer, TEMPO_TUI_DATA: join(home.dir, 'elsewhere') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const [lines, words] = [child.stdout, child.stderr].map(linesOf);
    await vi.waitFor(() =>
      expect(words).toEqual([`Attached to http://127.0.0.1:${port}: what it receives has a line here.`]),
    );
    await post(served.endpoint, 'tempo_of_nobody', proxmoxEvent('refused'));
    await post(served.endpoint, token, proxmoxEvent('mild'));
    await post(served.endpoint, token, proxmoxEvent('loud', { severity: 'error' }));
    await vi.waitFor(() => expect(lines).toEqual([expect.stringMatching(/ error Proxmox .*loud$/)]));
    await stopProgram(served);
    await vi.waitFor(() =>
      expect(words!.at(-1)).toMatch(/^✗ Cut off from the receiver: .* Start it on its machine\.$/),
    );
    const next = await serveProgram(home, { args: ['--port', port] });
    await vi.waitFor(() =>
      expect(words).toContain(`✓ The receiver is heard again: http://127.0.0.1:${port}.`),
    );
    await post(next.endpoint, token, proxmoxEvent('louder', { severity: 'error' }));
    await vi.waitFor(() => expect(lines).toHaveLength(2));
    // What it tells anew after a break is told once here.
    expect(words!.filter((word) => word.includes('refused 401'))).toHaveLength(1);
    await runCli(home, 'token', 'revoke', 'laptop');
    await vi.waitFor(() =>
      expect(words!.at(-1)).toMatch(/: this viewer's token is no longer accepted\. "tempo-tui token add/),
    );
    expect(words!.join()).not.toContain(viewer);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('end with who reads them', async () => {
    const home = makeHome();
    const viewer = await viewerOf(home);
    const token = await addToken(home);
    const { endpoint } = await serveProgram(home);
    const { origin } = new URL(endpoint);
    const child = spawn(process.execPath, [CLI, '--connect', origin], {
      env: { ...home.env, TEMPO_TOKEN: viewer, TEMPO_TUI_DATA: join(home.dir, 'elsewhere') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const words = linesOf(child.stderr);
    await vi.waitFor(() => expect(words).toHaveLength(1));
    child.stdout.destroy();
    const ended = once(child, 'exit');
    await post(endpoint, token, proxmoxEvent('for nobody'));
    expect(await ended).toEqual([0, null]);
  });
});

describeInTerminal('a timeline that is cut off from a receiver elsewhere', () => {
  it('says that its token went, and who makes another', async () => {
    const home = makeHome();
    const viewer = await viewerOf(home);
    const { endpoint } = await serveProgram(home);
    const terminal = await connected(home, viewer, endpoint);
    await terminal.waitFor('✓ storing');
    await runCli(home, 'token', 'revoke', 'laptop');
    const screen = await terminal.waitFor(
      'CUT OFF',
      "this viewer's token is no longer accepted. Trying again.",
      '"tempo-tui token add NAME --viewer" on its machine makes one to start again with.',
    );
    expect(screen).not.toContain('If it does not run');
    await terminal.press('L');
    await terminal.waitFor("The receiver is there: this viewer's token is no longer accepted.");
  });

  it('says that it speaks HTTPS from now on, and goes on when it speaks HTTP again', async () => {
    const { home, tls } = await secureHome();
    const viewer = await viewerOf(home);
    const port = await freePort();
    const first = await serveProgram(home, { args: ['--port', port] });
    const terminal = await connected(home, viewer, `127.0.0.1:${port}`);
    await terminal.waitFor('✓ storing');
    await stopProgram(first);
    await terminal.waitFor(`nothing listens at 127.0.0.1:${port}`, 'If it does not run');
    const second = await serveProgram(home, { args: ['--port', port, ...tls] });
    await terminal.waitFor(
      `port ${port} speaks HTTPS, and was asked by HTTP. Trying again.`,
      `Start again with --connect https://127.0.0.1:${port}`,
    );
    await stopProgram(second);
    await serveProgram(home, { args: ['--port', port] });
    await terminal.waitFor('✓ storing');
  });
});
