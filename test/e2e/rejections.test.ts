import { expect, it } from 'vitest';
import { addToken, makeHome, post, proxmoxEvent, runCli, showProgram } from './program.ts';
import { describeInTerminal } from './terminal.ts';

describeInTerminal('what is refused', () => {
  it('raises a notice, is listed with what to do, and is there after a restart', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const { terminal, endpoint } = await showProgram(home, { args: ['--host', '127.0.0.1'] });
    await terminal.waitFor('No events yet');
    await post(endpoint, 'tempo_wrong', proxmoxEvent('lost'));
    await post(endpoint, 'tempo_wrong', proxmoxEvent('lost too'));
    await terminal.waitFor(
      '127.0.0.1 is being refused, 401 ×2 (L tells more): the token is unknown or revoked',
    );
    await post(endpoint, token, { ...proxmoxEvent('odd'), startDate: 'soon' });
    await terminal.waitFor(/127\.0\.0\.1 is being refused, 422 .*: \/startDate/);
    await terminal.press('L');
    const listed = await terminal.waitFor('Refused, the newest first', 'Listening on http');
    expect(listed).toMatch(/401: Put a token.*\s+.*\s+422: Mend the body template/);
    expect(listed).toMatch(
      / 422 {2}token proxmox {2}\/startDate .*\n.* 401 {2}the token is unknown.* ×2 since/,
    );
    await terminal.press('Escape');
    await terminal.waitFor(/^(?![\s\S]*(is being|Refused))/);
    await terminal.press('q');
    expect(await terminal.exited()).toBe(0);

    const { stdout } = await runCli(home, 'rejections', '--json');
    const kept = stdout.trim().split('\n');
    expect(kept.map((line) => JSON.parse(line))).toMatchObject([
      { address: '127.0.0.1', status: 401, times: 2 },
      { address: '127.0.0.1', status: 422, token: 'proxmox', times: 1 },
    ]);
    expect(stdout).not.toMatch(/tempo_|lost|soon/);
    const again = await showProgram(home);
    await again.terminal.press('L');
    await again.terminal.waitFor('422  token proxmox');
  });

  it('is printed as lines, with what to do beside them', async () => {
    const home = makeHome();
    expect(await runCli(home, 'rejections')).toEqual({ stdout: '', stderr: 'Nothing was refused.\n' });
  });
});
