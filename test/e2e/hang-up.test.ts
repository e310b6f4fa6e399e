import { type AddressInfo, createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { makeHome, runCli } from './program.ts';

/** The port of a program that takes every connection and closes it at once. */
async function startHangUp(): Promise<string> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return String((server.address() as AddressInfo).port);
}

it.each<[string, string[], number, RegExp]>([
  ['send', ['--title', 'x', '--token', 'y', '--host', '127.0.0.1'], 1, /hung up without an answer/],
  ['serve', [], 69, /Port \d+ is in use by another program/],
  ['doctor', [], 1, /^\d failures?, /m],
])('%s says what it met where the other side hangs up at once', async (command, args, code, said) => {
  const port = await startHangUp();
  await expect(runCli(makeHome(), command, '--port', port, ...args)).rejects.toMatchObject({
    code,
    stderr: expect.stringMatching(said),
  });
});
