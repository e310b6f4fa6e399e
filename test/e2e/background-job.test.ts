import { expect, it, vi } from 'vitest';
import { type OwnerInfo, ownerOf } from '../../src/store/lock.ts';
import { isInForeground } from '../../src/ui/foreground.ts';
import { addToken, dataDirOf, makeHome, post, proxmoxEvent, showProgram } from './program.ts';
import { describeInTerminal } from './terminal.ts';

it('knows by the system whether another job has the terminal', () => {
  expect(isInForeground('7 (a) b) S 1 7 5 34816 7 0')).toBe(true);
  expect(isInForeground('7 (a) b) S 1 7 5 34816 5 0')).toBe(false);
  expect(isInForeground('7 (a) S 1 7 5 0 -1 0')).toBe(true);
  expect(isInForeground('')).toBe(true);
});

describeInTerminal('a receiver that another job of the shell has taken the terminal from', () => {
  it.each([
    ['the timeline', [], 'tempo-tui  http', /two .*×2/],
    ['lines', ['--plain'], 'q or ^C ends it.', /pve-01\/100 two/],
  ])('receives on, and has it back with fg: %s', async (_, args, there, shown) => {
    const home = makeHome();
    const token = await addToken(home);
    const { terminal, endpoint } = await showProgram(home, { args, inShell: true });
    await terminal.waitFor(there);
    const { pid } = (await ownerOf(dataDirOf(home))) as OwnerInfo;

    await terminal.press('C-z');
    await terminal.waitFor('Suspended: nothing is received', 'Stopped');
    process.kill(pid, 'SIGCONT');
    expect((await post(endpoint, token, proxmoxEvent('one'))).status).toBe(202);
    await terminal.press('echo still $((6 * 7))', 'Enter');
    await terminal.waitFor('still 42');
    expect((await post(endpoint, token, proxmoxEvent('two'))).status).toBe(202);

    await terminal.press('fg', 'Enter');
    await terminal.waitFor(shown);
    await terminal.press('C-z');
    await terminal.waitFor(/Stopped[\s\S]*Stopped/);
    await terminal.press('bg', 'Enter');
    expect((await post(endpoint, token, proxmoxEvent('three'))).status).toBe(202);
    process.kill(pid, 'SIGTERM');
    await terminal.waitFor(/[Ww]hat Proxmox sends now is lost\./);
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'));
    await terminal.press('echo', 'Enter');
    await terminal.waitFor(/\[1\].*Done/);
  });
});
