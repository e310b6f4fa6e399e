import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, it, vi } from 'vitest';
import type { Terminal } from '../../scripts/terminal.ts';
import { addToken, exported, makeHome, post, proxmoxEvent, runCli, showProgram } from './program.ts';
import { describeInTerminal } from './terminal.ts';

const run = promisify(execFile);
const HOUR = 3_600_000;

async function copyWith(terminal: Terminal, key: string, what: string): Promise<void> {
  await terminal.press(key);
  await terminal.waitFor(`copied ${what}`);
}

describeInTerminal('the main job, in a real terminal', () => {
  it('shows a posted event, keeps it, and acts on it', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const { terminal, endpoint } = await showProgram(home);

    const answer = await post(endpoint, token, proxmoxEvent('Backup done', { Message: '43.2 GB in 4m 17s' }));
    expect(answer.status).toBe(202);
    expect(await exported(home)).toMatchObject([{ title: 'Backup done' }]);
    await terminal.waitFor('Today', /pve-01\/100 +Backup done .*Info/, '43.2 GB in 4m 17s');

    await terminal.press('o');
    await terminal.waitFor('Open https://pve-01.lan:8006 in the browser?');
    await terminal.press('y');
    await terminal.waitFor('opened https://pve-01.lan:8006/');
    await terminal.press('d');
    await terminal.waitFor('opened https://pve-01.lan:8006/#v1:0:18');
    await vi.waitFor(() =>
      expect(home.desktop.opened()).toEqual(['https://pve-01.lan:8006/', 'https://pve-01.lan:8006/#v1:0:18']),
    );

    await copyWith(terminal, 'u', 'server URL: https://pve-01.lan:8006');
    expect(home.desktop.clipboard()).toBe('https://pve-01.lan:8006');
    await copyWith(terminal, 'n', 'node name: pve-01');
    expect(home.desktop.clipboard()).toBe('pve-01');
    await copyWith(terminal, 'v', 'VMID: 100');
    expect(home.desktop.clipboard()).toBe('100');
  });

  it('stacks two events of a guest with the worst badge and opens the stack in place', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const { terminal, endpoint } = await showProgram(home);
    await post(endpoint, token, proxmoxEvent('Backup failed', { severity: 'error' }));
    await post(endpoint, token, proxmoxEvent('Backup done'));
    await terminal.waitFor(/▸ .*Backup done .*×2 .*✗ Error/);
    await terminal.press('Right');
    await terminal.waitFor(/▾ .*Backup done .*×2/, /^▌ {3}\S+ +pve-01\/100 +Backup failed .*✗ Error/m);
    await terminal.press('Left');
    const closed = await terminal.waitFor(/▸ .*Backup done/);
    expect(closed).not.toMatch(/^▌ +\S+ +\S* *Backup failed/m);
  });

  it('groups by node without a VMID and starts a new stack after a day', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const { terminal, endpoint } = await showProgram(home);
    const start = Date.now() - 30 * HOUR;
    const at = (hours: number) => ({ startDate: new Date(start + hours * HOUR).toISOString() });
    await post(endpoint, token, proxmoxEvent('first', { VMID: '' }, at(0)));
    await post(endpoint, token, proxmoxEvent('between', { VMID: '' }, at(20)));
    await post(endpoint, token, proxmoxEvent('after 25 h', { VMID: '' }, at(25)));
    const screen = await terminal.waitFor(/pve-01 +between .*×2/, /pve-01 +after 25 h/);
    expect(screen).not.toContain('×3');
  });

  it.each([
    ['notice', {}, 'Notice'],
    ['something-new', {}, 'Info'],
    ['unknown', { TaskType: 'system-mail' }, 'Mail'],
    ['critical', {}, 'Critical'],
  ])('gives the level %s %o the badge %s', async (severity, more, badge) => {
    const home = makeHome();
    const token = await addToken(home);
    const { terminal, endpoint } = await showProgram(home);
    await post(endpoint, token, proxmoxEvent('an event', { severity, ...more }));
    await terminal.waitFor(new RegExp(`an event .*${badge}`));
  });

  it('has its history after a restart', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const first = await showProgram(home);
    await post(first.endpoint, token, proxmoxEvent('before the restart'));
    await first.terminal.waitFor('before the restart');
    await first.terminal.press('C-c');
    expect(await first.terminal.exited()).toBe(0);
    const second = await showProgram(home);
    await second.terminal.waitFor('before the restart');
  });

  it('shows what was refused, and why', async () => {
    const home = makeHome();
    await addToken(home);
    const { terminal, endpoint } = await showProgram(home);
    const refused = await post(endpoint, 'tempo_wrong', proxmoxEvent('never'));
    expect(refused.status).toBe(401);
    await terminal.waitFor(/127\.0\.0\.1 is being refused, 401 .*unknown or revoked/);
  });
});

const SEED = '../shared/seed';
const page = existsSync(SEED)
  ? readdirSync(SEED)
      .map((name) => readFileSync(`${SEED}/${name}`, 'utf8'))
      .find((text) => text.includes('Sample event payload'))
  : undefined;

/** The page's own words lie outside this repository. */
describeInTerminal(
  "the page's own sample and curl",
  () => {
    it('makes one stack of both, with every action as the page promises', async () => {
      const sample = /Sample event payload[\s\S]*?\n(\{\n[\s\S]*?\n\}\n\})/.exec(page!)?.[1];
      const curl = /(curl -X POST [\s\S]*?\}\}')/.exec(page!)?.[1];
      expect(sample && curl).toBeTruthy();
      const home = makeHome();
      const token = await addToken(home);
      const { terminal, endpoint } = await showProgram(home);

      expect((await post(endpoint, token, sample!)).status).toBe(202);
      const command = curl!
        .replace('http://your-mac.local:7776/ingest', endpoint)
        .replace('YOUR_TOKEN_HERE', token);
      await run('sh', ['-c', `${command} --fail`]);
      await terminal.waitFor(/▸ .*pve-01\/100 +manual probe .*×2 .*Warning/, '29 Apr');

      await terminal.press('1');
      await terminal.waitFor('in the browser?');
      await terminal.press('y');
      await terminal.waitFor('opened https://pve-01.lan:8006/');
      await terminal.press('2');
      await terminal.waitFor('#v1:0:18');
      const expected = ['https://pve-01.lan:8006/', 'https://pve-01.lan:8006/#v1:0:18'];
      await vi.waitFor(() => expect(home.desktop.opened()).toEqual(expected));
      for (const [key, text] of [
        ['3', 'https://pve-01.lan:8006'],
        ['4', 'pve-01'],
        ['5', '100'],
      ] as const) {
        await terminal.press(key);
        await vi.waitFor(() => expect(home.desktop.clipboard()).toBe(text));
      }
      expect((await runCli(home, 'export')).stdout.trim().split('\n')).toHaveLength(2);
    });
  },
  page === undefined ? 'the page is not here' : undefined,
);
