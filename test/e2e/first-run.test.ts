import { exec } from 'node:child_process';
import { networkInterfaces } from 'node:os';
import { expect, it, vi } from 'vitest';
import { addToken, exported, makeHome, post, proxmoxEvent, runCli, showProgram } from './program.ts';
import { describeInTerminal } from './terminal.ts';

function hasLan(): boolean {
  return Object.values(networkInterfaces()).some((all) =>
    all?.some(({ internal, family }) => !internal && family === 'IPv4'),
  );
}

describeInTerminal("a new user's path, in an empty home", () => {
  it('gets a probe onto the timeline by pasting what the screen shows', async () => {
    const home = makeHome();
    const { terminal } = await showProgram(home, { columns: 100, rows: 30 });
    const screen = await terminal.waitFor('No events yet', 'X-Tempo-Token: tempo_', '8006"}}\'');
    const pasted = /^curl -X POST [\s\S]*?\}\}'/m.exec(screen)![0];
    exec(pasted.replace(/ +$/gm, ''));
    await terminal.waitFor('Today', /pve-01\/100 +manual probe .*Warning/);
    expect(await exported(home)).toMatchObject([{ title: 'manual probe' }]);
  });

  it('copies the very same command with a key', async () => {
    const home = makeHome();
    const { terminal } = await showProgram(home, { columns: 100, rows: 30 });
    await terminal.waitFor('No events yet');
    await terminal.press('c');
    await terminal.waitFor('copied the curl command');
    exec(home.desktop.clipboard()!);
    await terminal.waitFor(/manual probe .*Warning/);
  });

  it('copies a pvesh block whose here-document a shell can read', async () => {
    const home = makeHome();
    const { terminal, endpoint } = await showProgram(home);
    await terminal.waitFor('No events yet');
    await terminal.press('p');
    await terminal.waitFor('first write the address of the web interface (e)');
    await terminal.press('e', 'pve.lan:8006/#v1:0:18:4', 'Enter');
    await terminal.waitFor('kept https://pve.lan:8006, without what follows the #');
    await terminal.press('p');
    await terminal.waitFor('copied the commands');
    const calls: string[] = [];
    const fakePvesh = `pvesh() { printf 'CALL'; printf '|%s' "$@"; printf '\\n'; }\n`;
    exec(fakePvesh + home.desktop.clipboard(), (error, stdout) => {
      calls.push(...(error ? [String(error)] : stdout.trim().split('\n')));
    });
    await vi.waitFor(() => expect(calls).toHaveLength(3));
    // The address Proxmox will reach it at: not loopback, but where the machine has no other.
    expect(calls[0]).toContain(`:${new URL(endpoint).port}/ingest|`);
    if (hasLan()) expect(calls[0]).not.toContain('127.0.0.1');
    const body = /--body\|([^|]+)/.exec(calls[0]!)![1]!;
    expect(Buffer.from(body, 'base64').toString()).toContain('"title": {{ json title }}');
    expect(Buffer.from(body, 'base64').toString()).toContain('"ServerUrl": "https://pve.lan:8006"');
    const secret = /name=token,value=([^|]+)/.exec(calls[0]!)![1]!;
    expect(Buffer.from(secret, 'base64').toString()).toMatch(/^tempo_[\w-]{43}$/);
    expect(calls[2]).toContain('/cluster/notifications/targets/tempo/test');
  });

  it('shows no token again in the next run, and makes a new one on a key', async () => {
    const home = makeHome();
    const first = await showProgram(home);
    await first.terminal.waitFor('tempo_');
    await first.terminal.press('q');
    expect(await first.terminal.exited()).toBe(0);
    const second = await showProgram(home);
    const screen = await second.terminal.waitFor('Put the token for YOUR_TOKEN', 'm makes a new one');
    expect(screen).not.toContain('tempo_');
    await second.terminal.press('m');
    const made = await second.terminal.waitFor('The token proxmox-2 was made', /tempo_[\w-]{43}/);
    const token = /tempo_[\w-]{43}/.exec(made)![0];
    expect((await post(second.endpoint, token, proxmoxEvent('it works'))).status).toBe(202);
  });

  it('makes a token in a later run before it copies what has one in it, and says so', async () => {
    const home = makeHome();
    await addToken(home);
    const { terminal } = await showProgram(home);
    await terminal.waitFor('YOUR_TOKEN');
    await terminal.press('t');
    await terminal.waitFor('no token for this sender can be shown any more: m makes one');
    await terminal.press('c');
    await terminal.waitFor('made the token proxmox-2 and copied the curl command');
    expect(home.desktop.clipboard()).toMatch(/X-Tempo-Token: tempo_[\w-]{43}'/);
    await terminal.press('e', 'pve.lan:8006', 'Enter', 'p');
    await terminal.waitFor(/ copied the commands|^copied the commands/m);
    expect(home.desktop.clipboard()).toMatch(/\(B64 tempo_[\w-]{43}\)/);
    expect((await runCli(home, 'token', 'list')).stdout.trim().split('\n')).toHaveLength(2);
  });
});
