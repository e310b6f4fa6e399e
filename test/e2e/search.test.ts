import { expect, it } from 'vitest';
import { addToken, makeHome, post, proxmoxEvent, serveProgram, showProgram } from './program.ts';
import { describeInTerminal } from './terminal.ts';

/** More than is read before the first picture. */
const STORED = 400;

describeInTerminal('searching, in a real terminal', () => {
  it('begins anew when Esc and / come at once', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const { terminal, endpoint } = await showProgram(home);
    await post(endpoint, token, proxmoxEvent('Backup done', { severity: 'warning' }));
    await terminal.waitFor('Backup done');
    await terminal.press('!');
    await terminal.waitFor('filter is:attention');
    await terminal.press('Escape', '/', 'd', 'o');
    await terminal.waitFor(/^\/do▏/m);
  });

  it('finds what was stored before this start, and what comes', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const served = await serveProgram(home, { args: ['--rate-limit', '0'] });
    for (let at = 0; at < STORED; at += 1) {
      const [title, severity] = at === 3 ? ['Pool is degraded', 'error'] : [`Backup ${at} done`, 'info'];
      const event = proxmoxEvent(title, { severity, VMID: String(100 + at) });
      expect((await post(served.endpoint, token, event)).status).toBe(202);
    }
    served.child.kill('SIGTERM');
    await new Promise((done) => served.child.once('exit', done));

    const { terminal, endpoint } = await showProgram(home);
    await terminal.waitFor(`Backup ${STORED - 1} done`);
    await terminal.press('/', 'd', 'e', 'g', 'r', 'a', 'd');
    await terminal.waitFor('/degrad▏', '1 event, 399 hidden', /pve-01\/103 +Pool is degraded .*✗ Error/);
    await terminal.press('Enter');
    await terminal.waitFor(/^filter degrad/m, /Esc back/);
    await post(endpoint, token, proxmoxEvent('Tape is ready', { VMID: '900' }));
    await post(endpoint, token, proxmoxEvent('Pool is degraded again', { VMID: '901' }));
    const screen = await terminal.waitFor('2 events, 400 hidden', 'Pool is degraded again');
    expect(screen).not.toContain('Tape is ready');
    await terminal.press('Escape');
    await terminal.waitFor('Tape is ready', `Backup ${STORED - 1} done`);
  });

  it('is drawn whole at 40×10', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const { terminal, endpoint } = await showProgram(home, { columns: 40, rows: 10 });
    await post(endpoint, token, proxmoxEvent('Backup done'));
    await terminal.waitFor('Backup');
    await terminal.press('/', 'v', 'm', 'i', 'd', ':', '1', '0', '0');
    await terminal.waitFor('/vmid:100▏', 'filter vmid:100', '1 event', 'Backup');
    await terminal.press('z');
    await terminal.waitFor('Nothing fits vmid:100z');
  });
});
