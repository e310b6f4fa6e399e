import { existsSync, readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { addToken, exported, makeHome, post, proxmoxEvent, serveProgram } from './program.ts';

const LIMIT = 64;
const STRANGERS = 300;
const there = existsSync('/proc/self/limits');

/** Connections that never say anything. */
function holdSilent(port: number): Promise<Socket[]> {
  const sockets = Array.from({ length: STRANGERS }, () => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    onTestFinished(() => void socket.destroy());
    return socket;
  });
  return Promise.all(
    sockets.map(
      (socket) =>
        new Promise<Socket>((done) => {
          for (const event of ['connect', 'close']) socket.once(event, () => done(socket));
        }),
    ),
  );
}

it.skipIf(!there)(
  `where ${LIMIT} files may be open, ${STRANGERS} silent connections keep no event out${there ? '' : ' (skipped: no /proc)'}`,
  async () => {
    const home = makeHome();
    const token = await addToken(home);
    const under = ['sh', '-c', `ulimit -n ${LIMIT}; exec "$@"`, 'sh'];
    const { child, endpoint, err } = await serveProgram(home, { under });
    const endings = new Promise((done) => child.once('exit', done));
    const told = 'The system allows 64 open files, so there are at most 6 connections at once and not 256';
    await vi.waitFor(() => expect(err()).toContain(told));
    await holdSilent(Number(new URL(endpoint).port));
    for (let count = 0; count < 20; count += 1)
      expect((await post(endpoint, token, proxmoxEvent(`event ${count}`))).status).toBe(202);
    expect(readdirSync(`/proc/${child.pid}/fd`).length).toBeLessThan(LIMIT);
    // Tokens are read from their file, and scores looked for, as before.
    const other = await addToken(home, 'other');
    expect((await post(endpoint, other, proxmoxEvent('by another'))).status).toBe(202);
    await vi.waitFor(() => expect(err()).toContain('too many connections were open'));
    child.kill('SIGTERM');
    expect(await endings).toBe(0);
    expect(await exported(home)).toHaveLength(21);
  },
);
