import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type OwnerInfo, ownerOf } from '../../src/store/lock.ts';
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
import { describeWithTools } from './tools.ts';

/** Hands descriptor 3 over to what it becomes, as systemd does: by the id of the process. */
const HANDING_OVER = ['sh', '-c', 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"', 'sh'];

/**
 * Holds descriptor 3 while it hands it over to what it runs, and runs that a second time when the file is there that the
 * variable GATE names.
 */
const AS_SYSTEMD = [
  'sh',
  '-c',
  `for turn in 1 2; do
    ${HANDING_OVER[0]} ${HANDING_OVER[1]} '${HANDING_OVER[2]}' sh "$@"
    until [ -e "$GATE" ]; do sleep 0.02; done
  done`,
  'sh',
];

describe('serve with a socket that somebody else holds', () => {
  it('refuses nobody over a restart: what came meanwhile is answered by the next', async () => {
    const home = makeHome();
    const data = join(home.dir, 'data');
    const add = ['token', 'add', 'proxmox', '--provider', 'com.proxmox', '--data-dir', data];
    const token = (await runCli(home, ...add)).stdout.trim();
    const gate = join(home.dir, 'gate');
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { fd } = (server as unknown as { _handle: { fd: number } })._handle;
    const served = await serveProgram(home, {
      args: ['--data-dir', data],
      under: AS_SYSTEMD,
      handed: [fd],
      env: { GATE: gate },
    });
    const { endpoint, err } = served;
    expect(err()).toContain('by a socket that was handed over');
    // From here on the socket is theirs alone.
    server.close();
    const owner = await ownerOf(data);
    process.kill((owner as OwnerInfo).pid, 'SIGTERM');
    await vi.waitFor(() => expect(err()).toContain('Stopped.'), 10_000);
    const meanwhile = post(endpoint, token, proxmoxEvent('meanwhile'));
    writeFileSync(gate, '');
    expect((await meanwhile).status).toBe(202);
    await vi.waitFor(() => expect(err().match(/Listening on/g)).toHaveLength(2));
  });
});

describe('serve with HTTPS on a socket that somebody else holds', () => {
  it('takes events there', async () => {
    const home = makeHome();
    await runCli(home, 'tls', 'create');
    const token = await addToken(home);
    const dir = join(home.dir, '.local', 'share', 'tempo-tui', 'tls');
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { fd } = (server as unknown as { _handle: { fd: number } })._handle;
    const args = ['--tls-cert', join(dir, 'server.crt'), '--tls-key', join(dir, 'server.key')];
    const { endpoint } = await serveProgram(home, { args, under: HANDING_OVER, handed: [fd] });
    server.close();
    expect(endpoint).toMatch(/^https:/);
    const { origin } = new URL(endpoint);
    const send = ['send', '--title', 'A job', '--provider', 'com.proxmox', '--token', token];
    await runCli(home, ...send, '--host', origin, '--cacert', join(dir, 'ca.crt'));
    expect(await exported(home)).toMatchObject([{ title: 'A job' }]);
  });
});

describe('serve with a socket that is not one for it', () => {
  it('says which and what to do, and ends', async () => {
    const home = makeHome();
    const local = createServer();
    await new Promise<void>((done) => local.listen(join(home.dir, 'local'), done));
    onTestFinished(() => void local.close());
    const { fd } = (local as unknown as { _handle: { fd: number } })._handle;
    const [file, ...args] = [...HANDING_OVER, process.execPath, 'dist/cli.js', 'serve'];
    const child = spawn(file!, args, { env: home.env, stdio: ['ignore', 'ignore', 'pipe', fd] });
    const told = text(child.stderr as Readable);
    expect(await new Promise((done) => child.once('exit', done))).toBe(2);
    expect(await told).toMatch(
      /^The socket that was handed over as descriptor 3 .*it has no port.*ListenStream=/,
    );
  });
});

/** Writes down what comes to a datagram socket, and closes the descriptors that come with it, as those who wait expect. */
const RECORDER = `
import array, os, socket, sys
heard = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
heard.bind(sys.argv[1])
with open(sys.argv[2], 'ab', buffering=0) as kept:
    while True:
        text, more, _, _ = heard.recvmsg(4096, 256)
        kept.write(text.rstrip() + b'\\n')
        for _, _, fds in more:
            for fd in array.array('i', fds): os.close(fd)
`;

describeWithTools(['systemd-notify', 'python3'], 'serve that systemd waits for', () => {
  it('tells when it listens, where, and when it stops', async () => {
    const home = makeHome();
    const socket = join(home.dir, 'notify');
    const kept = join(home.dir, 'told');
    writeFileSync(kept, '');
    const recorder = spawn('python3', ['-c', RECORDER, socket, kept], { stdio: 'inherit' });
    onTestFinished(() => void recorder.kill());
    await vi.waitFor(() => expect(existsSync(socket)).toBe(true), 10_000);
    const served = await serveProgram(home, { env: { NOTIFY_SOCKET: socket } });
    const told = () => readFileSync(kept, 'utf8').split('\n');
    await vi.waitFor(() => expect(told()).toContain('READY=1'), 10_000);
    expect(told()).toContain(`STATUS=Listening on ${served.endpoint}`);
    expect(told()).not.toContain('STOPPING=1');
    expect(await stopProgram(served)).toBe(0);
    expect(told()).toContain('STOPPING=1');
    expect(served.err()).not.toContain('systemd cannot be told');
  });
});

describe('serve without a way to tell systemd', () => {
  it('says so once and receives all the same', async () => {
    const home = makeHome();
    const token = await addToken(home);
    // The first of the name on the PATH, and it fails as one does that reaches nobody.
    const bin = join(home.dir, 'failing');
    mkdirSync(bin);
    writeFileSync(
      join(bin, 'systemd-notify'),
      '#!/bin/sh\necho "Failed to notify: no such file" >&2\nexit 1\n',
      {
        mode: 0o755,
      },
    );
    const env = { NOTIFY_SOCKET: join(home.dir, 'nobody'), PATH: `${bin}:${home.env.PATH}` };
    const served = await serveProgram(home, { env });
    await vi.waitFor(() =>
      expect(served.err()).toContain('cannot be told how this service is: Failed to notify'),
    );
    expect((await post(served.endpoint, token, proxmoxEvent('taken'))).status).toBe(202);
    expect(await stopProgram(served)).toBe(0);
    expect(served.err().match(/cannot be told/g)).toHaveLength(1);
  });
});
