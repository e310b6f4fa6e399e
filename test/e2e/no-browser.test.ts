import { expect, it, vi } from 'vitest';
import { addToken, makeHome, post, proxmoxEvent, showProgram } from './program.ts';
import { describeInTerminal } from './terminal.ts';

describeInTerminal('where there is no browser, as over SSH', () => {
  it('shows the whole address as a link over the lines it takes, and copies it', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const where = { columns: 60, rows: 20, env: { DISPLAY: '' }, record: true };
    const { terminal, endpoint } = await showProgram(home, where);
    const path = `path-${'x'.repeat(70)}`;
    await post(endpoint, token, proxmoxEvent('far away', { ServerUrl: `https://pve.lan:8006/${path}` }));
    await terminal.waitFor('far away');
    await terminal.press('o', 'y');
    await terminal.waitFor(
      'could not be opened here',
      'any key goes back',
      /\nhttps:\/\/pve\.lan:8006\/path-x+\nx+\/\n/,
    );
    const link = `\u001B]8;;https://pve.lan:8006/${path}/\u001B\\`;
    await vi.waitFor(() => expect(terminal.recorded().toString()).toContain(link));
    expect(await terminal.fact('#{buffer_sample}')).toContain('https://pve.lan:8006/path-');
    await terminal.press('q');
    await terminal.waitFor('q quit');
    expect(home.desktop.opened()).toEqual([]);
  });
});
