import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { addToken, dataDirOf, makeHome, post, proxmoxEvent, showProgram } from './program.ts';
import { describeInTerminal } from './terminal.ts';

const CLI = 'dist/cli.js';

it('is gone on with where the timeline before it is lost in the middle of handing it over', async () => {
  const home = makeHome();
  const token = await addToken(home);
  const listening = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void listening.close());
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  const { fd } = (listening as unknown as { _handle: { fd: number } })._handle;
  const successor = spawn(process.execPath, [CLI, 'serve', '--port', String(port)], {
    env: { ...home.env, TEMPO_TUI_HANDED_SOCKETS: '1' },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc', fd],
  });
  onTestFinished(() => void successor.kill('SIGKILL'));
  const [ready] = await once(successor, 'message');
  expect(ready).toBe('waiting');
  listening.close();
  successor.disconnect();
  expect((await post(`http://127.0.0.1:${port}/ingest`, token, proxmoxEvent('after'))).status).toBe(202);
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
