import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Terminal } from '../../scripts/terminal.ts';
import { type Home, makeHome, runCli } from './program.ts';
import { describeInTerminal, openTerminal } from './terminal.ts';

const CLI = join(process.cwd(), 'dist/cli.js');

function showDemo(home: Home, args: readonly string[] = []): Promise<Terminal> {
  const command = [process.execPath, CLI, 'demo', ...args];
  return openTerminal(command, { columns: 140, rows: 40, env: home.env });
}

function filesUnder(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort();
}

/** Ports a process listens on, as the kernel knows them; undefined on another system. */
function listening(pid: number): string[] | undefined {
  if (!existsSync('/proc/net/tcp')) return undefined;
  const fds = `/proc/${pid}/fd`;
  const own = readdirSync(fds).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(join(fds, fd)))?.[1] ?? [];
    } catch {
      return [];
    }
  });
  const rows = ['tcp', 'tcp6'].flatMap((kind) =>
    readFileSync(`/proc/${pid}/net/${kind}`, 'utf8').trim().split('\n').slice(1),
  );
  const parsed = rows.map((row) => row.trim().split(/\s+/));
  return parsed
    .filter(([, , , state, , , , , , inode]) => state === '0A' && own.includes(inode!))
    .map(([, at]) => at!);
}

describeInTerminal('the demo, in a real terminal', () => {
  it('has the keys of the config file, to try them', async () => {
    const home = makeHome();
    const config = join(home.dir, 'config.json');
    writeFileSync(config, JSON.stringify({ keys: { help: ['H'], ack: ['A'] } }));
    const terminal = await showDemo(home, ['--config', config]);
    await terminal.waitFor('H help');
    await terminal.press('A');
    await terminal.waitFor(/acknowledged \d+ event/);
  });

  it('shows a day in stacks that moves by itself, and touches nothing', async () => {
    const home = makeHome();
    const before = filesUnder(home.dir);
    const data = join(home.dir, 'data');
    const terminal = await showDemo(home, ['--data-dir', data, '--port', '1']);
    const first = await terminal.waitFor(
      /^tempo-tui {2}demo {2}/,
      'no port is open',
      /▸ .*pve-04 was fenced.* ×\d.*✗ Error/,
      /▸ .*UPS back on mains +×3 .*◆ Critical/,
      /receiver down .*02:10–02:25/,
    );
    expect(first).not.toMatch(/\/ingest|Backup of 121 \(mail\)/);
    await terminal.waitFor(/[1-9]\d*\/min/, /Backup of 121 \(mail\) done .*just now/s);
    expect(listening(await terminal.pid()) ?? []).toEqual([]);

    await terminal.press('S');
    await terminal.waitFor('This is a demo', `${CLI}`);
    await terminal.press('Escape', 'a');
    await terminal.waitFor(/acknowledged \d+ event/);
    await terminal.press('q');
    expect(await terminal.exited()).toBe(0);
    expect(filesUnder(home.dir)).toEqual(before);
  });

  it('acts as the real program does: asks before it opens, and copies', async () => {
    const home = makeHome();
    const terminal = await showDemo(home);
    await terminal.waitFor('no port is open');
    await terminal.press('/', ...'fenced', 'Enter');
    await terminal.waitFor(/pve-04 was fenced/, 'hidden');
    await terminal.press('n');
    await terminal.waitFor('copied node name: pve-04');
    expect(home.desktop.clipboard()).toBe('pve-04');
    await terminal.press('o');
    await terminal.waitFor('Open https://pve-01.homelab.example:8006 in the browser?');
    await terminal.press('n');
    await terminal.waitFor(/^(?!.*Open https)/s);
    await terminal.press('q');
    expect(await terminal.exited()).toBe(0);
    expect(home.desktop.opened()).toEqual([]);
  });

  it('gives the terminal back on SIGTERM', async () => {
    const terminal = await showDemo(makeHome());
    await terminal.waitFor('no port is open');
    process.kill(await terminal.pid(), 'SIGTERM');
    expect(await terminal.exited()).toBe(0);
    expect(await terminal.fact('#{alternate_on}')).toBe('0');
  });
});

describe('the demo without a terminal', () => {
  it('says what it needs, and that it was not used right', async () => {
    const home = makeHome();
    const failed = await runCli(home, 'demo').then(
      () => expect.unreachable('it did not fail'),
      (error) => error,
    );
    expect(failed).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('needs a terminal'),
    });
  });
});
