import { expect, it, vi } from 'vitest';
import { addToken, makeHome, post, proxmoxEvent, showProgram } from './program.ts';
import { describeInTerminal } from './terminal.ts';

describeInTerminal('pasting, in a real terminal', () => {
  it('runs nothing, wherever it is done', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const { terminal, endpoint } = await showProgram(home);
    await terminal.press('e');
    await terminal.waitFor('web interface: https://▏');
    await terminal.paste('https://pve.lan:8006');
    await terminal.waitFor('web interface: https://pve.lan:8006▏');
    await terminal.press('Enter');
    await terminal.waitFor(/Web UI +https:\/\/pve\.lan:8006 /);
    await post(endpoint, token, proxmoxEvent('Backup job done'));
    await terminal.press('Escape');
    await terminal.waitFor('Backup job done');
    await terminal.paste('job\nx\nx\nq\ny');
    await terminal.waitFor('pasted text is ignored here; / searches', 'Backup job done');
    await terminal.press('/');
    await terminal.waitFor(/^\/▏/m);
    await terminal.paste('job\nx\nx\nq\ny\n');
    await terminal.waitFor('/job x x q y▏', 'Nothing fits job x x q y', '1 hidden');
    await terminal.press('Escape');
    await terminal.waitFor('Backup job done');
    await terminal.press('q', 'y');
    expect(await terminal.exited()).toBe(0);
  });

  it('is no longer asked to be marked when the program has ended', async () => {
    const { terminal } = await showProgram(makeHome(), { record: true });
    await terminal.press('q');
    await terminal.exited();
    const sent = await vi.waitFor(() => {
      const recorded = terminal.recorded().toString();
      expect(recorded).toContain('\u001B[?1049l');
      return recorded;
    });
    expect(sent.lastIndexOf('\u001B[?2004l')).toBeGreaterThan(sent.lastIndexOf('\u001B[?2004h'));
  });
});
