import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it, vi } from 'vitest';
import {
  addToken,
  dataDirOf,
  freePort,
  makeHome,
  post,
  proxmoxEvent,
  serveProgram,
  stopProgram,
} from './program.ts';
import { describeInTerminal, openTerminal } from './terminal.ts';

const CLI = resolve('dist/cli.js');

describeInTerminal('a receiver on another port than the one that senders know', () => {
  it('says so on its screen and on those attached to it, with how it was, until they come there', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const [known, other] = [await freePort(), await freePort()];
    const first = await serveProgram(home, { args: ['--port', known] });
    await post(first.endpoint, token, proxmoxEvent('one'));
    await vi.waitFor(() => expect(existsSync(join(dataDirOf(home), 'senders-way.json'))).toBe(true));
    await stopProgram(first, 'SIGKILL');

    const own = await openTerminal([process.execPath, CLI, '--port', other], {
      columns: 120,
      rows: 30,
      env: home.env,
    });
    const why = `✗ Senders came to port ${known}, and this receiver listens on ${other}. L tells how it was.`;
    await own.waitFor(why, '✓ storing');
    const attached = await openTerminal([process.execPath, CLI], { columns: 120, rows: 30, env: home.env });
    await attached.waitFor('attached to pid', why);
    await attached.press('L');
    const log = await attached.waitFor('What they send there is lost.');
    expect(log.replace(/\s+/g, ' ')).toMatch(new RegExp(`was started by: .* serve --port ${known} `));
    await attached.press('Escape');
    await post(`http://127.0.0.1:${other}/ingest`, token, proxmoxEvent('two'));
    for (const terminal of [own, attached]) {
      await terminal.waitFor(/two .*Info/);
      await vi.waitFor(async () => expect(await terminal.screen()).not.toContain('Senders came'));
    }
  });
});
