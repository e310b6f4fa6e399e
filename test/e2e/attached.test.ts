import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { Terminal } from '../../scripts/terminal.ts';
import type { MessageOf } from '../../src/attach/wire.ts';
import { findRemedy } from '../../src/commands/remedy.ts';
import {
  addToken,
  exported,
  freePort,
  type Home,
  makeHome,
  post,
  proxmoxEvent,
  runCli,
  type ServedProgram,
  serveProgram,
  showProgram,
  stopProgram,
} from './program.ts';
import { describeInTerminal, openTerminal } from './terminal.ts';

const CLI = 'dist/cli.js';

/** Posts events about one guest, each of which is acknowledged. */
async function send(endpoint: string, token: string, titles: readonly string[]): Promise<void> {
  for (const title of titles) expect((await post(endpoint, token, proxmoxEvent(title))).status).toBe(202);
}

/** Posts as Proxmox does, on a connection of its own; returns the status. */
function postOnce(endpoint: string, token: string, title: string): Promise<number> {
  return new Promise((done, fail) => {
    const headers = { 'content-type': 'application/json', 'x-tempo-token': token };
    const posted = request(endpoint, { method: 'POST', agent: false, headers }, (response) => {
      response.resume();
      done(response.statusCode!);
    });
    posted.on('error', fail).end(JSON.stringify(proxmoxEvent(title)));
  });
}

function killHard({ child }: ServedProgram): Promise<void> {
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  process.kill(-child.pid!, 'SIGKILL');
  return gone;
}

/** A viewer's timeline of a receiver at an endpoint. */
function connected(home: Home, endpoint: string, token: string) {
  const args = ['--connect', endpoint, '--data-dir', `${home.dir}/elsewhere`];
  return showProgram(home, { args, env: { TEMPO_TOKEN: token } });
}

describeInTerminal('a timeline over the receiver of another process', () => {
  it('has all events once and keeps what was acknowledged, whichever of the two is killed', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const port = await freePort();
    const first = await serveProgram(home, { args: ['--port', port, '--allow', 'any'] });
    await send(first.endpoint, token, ['one', 'two']);
    const { terminal } = await showProgram(home, { args: ['--port', port] });
    await terminal.waitFor(`attached to pid ${first.child.pid}`, /two .*×2/, '2 events');
    await terminal.press('a');
    await terminal.waitFor('acknowledged 2 events');
    await send(first.endpoint, token, ['three']);
    await terminal.waitFor(/three .*×3/, '3 events');

    await killHard(first);
    await terminal.waitFor('CUT OFF', 'nothing listens there', 'what Proxmox sends now is lost');
    await terminal.waitFor(new RegExp(`serve --port ${port} --allow any`));
    await terminal.press('a');
    await terminal.waitFor('cut off from the receiver, which keeps the marks');
    await terminal.press('R');
    await terminal.waitFor('copied the command');
    expect(home.desktop.clipboard()).toMatch(new RegExp(`serve --port ${port} --allow any$`));
    await terminal.press('z');
    await terminal.waitFor('that failed: cut off');
    const second = await serveProgram(home, { args: ['--port', port] });
    await send(second.endpoint, token, ['four', 'five']);
    await terminal.waitFor(`attached to pid ${second.child.pid}`, /five .*×5/, '5 events', '✓ storing');
    await terminal.press('L');
    await terminal.waitFor('The receiver is heard again', 'Cut off from the receiver: it hung up');
    await terminal.press('Escape');
    await terminal.press('.');
    await terminal.waitFor(/five .*\n.*four .*\n.*three .*\n.*two .* ✓ .*\n.*one .* ✓ /);

    process.kill(await terminal.pid(), 'SIGKILL');
    await send(second.endpoint, token, ['six']);
    const again = await showProgram(home, { args: ['--port', port] });
    await again.terminal.waitFor(/six .*×6/, '6 events');
    await again.terminal.press('q');
    expect(await again.terminal.exited()).toBe(0);
    await send(second.endpoint, token, ['seven']);
    expect(await stopProgram(second)).toBe(0);
    const events = (await exported(home)) as { title: string; resolved: { acked: boolean } }[];
    expect(events.map(({ title, resolved }) => [title, resolved.acked])).toEqual([
      ['one', true],
      ['two', true],
      ['three', false],
      ['four', false],
      ['five', false],
      ['six', false],
      ['seven', false],
    ]);
  });

  it('is what a second start becomes, whoever receives, and acts as the first', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const { terminal: first, endpoint } = await showProgram(home);
    const { terminal: second } = await showProgram(home);
    await second.waitFor('attached to pid');
    await send(endpoint, token, ['Backup done']);
    for (const terminal of [first, second]) await terminal.waitFor(/Backup done .*Info/);
    await second.press('n');
    await second.waitFor('copied node name: pve-01');
    expect(home.desktop.clipboard()).toBe('pve-01');
    await second.press('x');
    await first.waitFor(/^(?![\s\S]*Backup done )/);
    await second.press('z');
    await first.waitFor(/Backup done .*Info/);
    await second.press('q');
    expect(await second.exited()).toBe(0);
    await send(endpoint, token, ['two']);
    await first.waitFor(/two .*×2/);
  });

  it('goes on in the background where the one that receives is quit so, and no sender is refused meanwhile', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const port = await freePort();
    const { terminal, endpoint } = await showProgram(home, { args: ['--port', port] });
    await send(endpoint, token, ['before']);
    await terminal.waitFor(/before .*Info/);
    let passed = false;
    const sent: number[] = [];
    const sending = (async () => {
      while (!passed) sent.push(await postOnce(endpoint, token, `during ${sent.length}`));
    })();
    await terminal.press('q');
    await terminal.waitFor('b keeps it receiving in the background');
    await terminal.press('b');
    const said = await terminal.waitFor(/The receiver keeps running \(pid \d+, http/);
    const pid = Number(/pid (\d+)/.exec(said)![1]);
    onTestFinished(() => endOf(pid));
    expect(await postOnce(endpoint, token, 'after')).toBe(202);
    passed = true;
    await sending;
    expect(new Set(sent)).toEqual(new Set([202]));
    const { terminal: next } = await showProgram(home, { args: ['--port', port] });
    await next.waitFor(`attached to pid ${pid}`, `${sent.length + 2} events`);
  });

  it('does not wait for one that was suspended, and says how it goes on', async () => {
    const home = makeHome();
    const { child } = await serveProgram(home);
    process.kill(child.pid!, 'SIGSTOP');
    const command = [process.execPath, CLI, '--port', '0'];
    const terminal = await openTerminal(command, { columns: 300, rows: 30, env: home.env });
    await terminal.waitFor('that was suspended (pid', `kill -CONT ${child.pid}`);
    expect(await terminal.exited()).toBe(75);
    // The same for those who were attached to it before.
    const dataDir = `${home.dir}/.local/share/tempo-tui`;
    const head = { restart: 'tempo-tui serve' } as MessageOf<'head'>;
    expect(await findRemedy(head, dataDir)).toMatchObject({ command: `kill -CONT ${child.pid}` });
    process.kill(child.pid!, 'SIGCONT');
    await vi.waitFor(async () =>
      expect(await findRemedy(head, dataDir)).toMatchObject({ command: 'tempo-tui serve' }),
    );
  });

  it('is lines where they are asked for, which say when nobody receives any more', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const served = await serveProgram(home);
    const command = [process.execPath, CLI, '--plain', '--filter', 'sev:error'];
    const terminal = await openTerminal(command, { columns: 120, rows: 30, env: home.env });
    await terminal.waitFor(`Attached to pid ${served.child.pid}`, 'q or ^C ends it.');
    await post(served.endpoint, token, proxmoxEvent('mild'));
    await post(served.endpoint, token, proxmoxEvent('loud', { severity: 'error' }));
    expect(await terminal.waitFor(/error Proxmox pve-01\/100 loud/)).not.toContain('mild');
    expect(await stopProgram(served)).toBe(0);
    await terminal.waitFor('Cut off from the receiver', 'what Proxmox sends now is lost');
    const next = await serveProgram(home);
    await terminal.waitFor(`heard again: pid ${next.child.pid}`);
    await post(next.endpoint, token, proxmoxEvent('louder', { severity: 'error' }));
    await terminal.waitFor(/error Proxmox pve-01\/100 louder/);
    expect(await stopProgram(next)).toBe(0);
    await terminal.waitFor(/heard again[\s\S]*Cut off/);
    await terminal.press('q');
    await terminal.waitFor('The receiver is not heard any more');
    expect(await terminal.exited()).toBe(0);
  });

  it('is shown elsewhere to who has the token of a viewer, and to nobody else', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const viewer = (await runCli(home, 'token', 'add', 'laptop', '--viewer')).stdout.trim();
    const served = await serveProgram(home);
    await send(served.endpoint, token, ['one']);
    const { terminal } = await connected(home, served.endpoint, viewer);
    await terminal.waitFor('tempo-tui  attached  http://', /one .*Info/);
    await terminal.press('a');
    await terminal.waitFor('acknowledged 1 event');
    expect(await exported(home)).toMatchObject([{ resolved: { acked: true } }]);
    await terminal.press('S');
    await terminal.waitFor('Connect a sender');
    await terminal.press('m');
    await terminal.waitFor('tokens of senders are made where the receiver runs');

    const refused = await runConnected(home, ['--connect', served.endpoint], { TEMPO_TOKEN: token });
    await refused.waitFor("this token is not accepted as a viewer's", 'token add NAME --viewer');
    expect(await refused.exited()).toBe(1);
    const nobody = await runConnected(home, ['--connect', `127.0.0.1:${await freePort()}`], {
      TEMPO_TOKEN: viewer,
    });
    await nobody.waitFor('nothing listens at', '"tempo-tui serve" run there');
    expect(await nobody.exited()).toBe(1);
  });

  it('does not leave a token of the command line in the list of processes', async () => {
    const home = makeHome();
    const viewer = (await runCli(home, 'token', 'add', 'laptop', '--viewer')).stdout.trim();
    const served = await serveProgram(home);
    const terminal = await runConnected(home, ['--connect', served.endpoint, '--token', viewer]);
    await terminal.waitFor('tempo-tui  attached');
    const pid = await terminal.pid();
    await vi.waitFor(() => {
      const shown = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      expect(shown).toContain('tempo-tui');
      expect(shown).not.toContain(viewer.slice(0, 16));
    });
  });
});

async function runConnected(
  home: Home,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Terminal> {
  const command = [process.execPath, CLI, ...args, '--data-dir', `${home.dir}/elsewhere`];
  // What it says in one line is in one line there.
  return openTerminal(command, { columns: 400, rows: 30, env: { ...home.env, ...env } });
}

/** Asks a process to end that is no child of this one; resolves when it has. */
async function endOf(pid: number): Promise<void> {
  process.kill(pid, 'SIGTERM');
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(), { timeout: 10_000 });
}
