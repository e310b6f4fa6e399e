import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { addToken, dataDirOf, makeHome, post, proxmoxEvent, showProgram } from './program.ts';
import { describeInTerminal } from './terminal.ts';

const CLI = 'dist/cli.js';

it('ends without taking its turn where the timeline before it is lost', async () => {
  const home = makeHome();
  const listening = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void listening.close());
  await once(listening, 'listening');
  const { fd } = (listening as unknown as { _handle: { fd: number } })._handle;
  const successor = spawn(process.execPath, [CLI, 'serve'], {
    env: { ...home.env, TEMPO_TUI_HANDED_SOCKETS: '1' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', fd],
  });
  onTestFinished(() => void successor.kill('SIGKILL'));
  const said = Promise.all([text(successor.stdout!), text(successor.stderr!)]);
  const [ready] = await once(successor, 'message');
  expect(ready).toBe('waiting');
  successor.disconnect();
  const [code] = await once(successor, 'exit');
  expect([code, (await said).join('')]).toEqual([
    1,
    expect.stringMatching(/^The timeline whose receiver was to go on here ended before [^\n]*\n$/),
  ]);
});

describeInTerminal('a timeline whose receiver cannot go on in the background', () => {
  it('says so, and ends with 1', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const { terminal, endpoint } = await showProgram(home);
    expect((await post(endpoint, token, proxmoxEvent('before'))).status).toBe(202);
    await terminal.waitFor(/before .*Info/);
    writeFileSync(join(dataDirOf(home), 'tokens.json'), '{');
    await terminal.press('q');
    await terminal.waitFor('b keeps it receiving in the background');
    await terminal.press('b');
    await terminal.waitFor('The receiver could not go on in the background', 'Nothing listens now');
    expect(await terminal.exited()).toBe(1);
  });
});
