import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { addToken, makeHome, post, proxmoxEvent, serveProgram, showProgram } from './program.ts';
import { describeInTerminal } from './terminal.ts';

/** What is shorter is not told. */
const LONG_MS = 21_000;

describeInTerminal('a receiver whose process stood still', () => {
  it('tells of it on the screens that are attached, in the log and to the next start', async () => {
    const home = makeHome();
    const data = join(home.dir, 'data');
    const token = await addToken(home, 'proxmox', 'com.proxmox', data);
    const served = await serveProgram(home, { args: ['--data-dir', data] });
    await post(served.endpoint, token, proxmoxEvent('before'));
    const { terminal } = await showProgram(home, { args: ['--data-dir', data] });
    await terminal.waitFor('before');
    const before = Date.now();
    served.child.kill('SIGSTOP');
    await vi.waitFor(() => expect(Date.now() - before).toBeGreaterThan(LONG_MS), {
      timeout: 2 * LONG_MS,
      interval: 500,
    });
    served.child.kill('SIGCONT');
    await terminal.waitFor(/receiver down \d\d:\d\d for \d\d s: Proxmox does not resend/);
    await vi.waitFor(() =>
      expect(served.err()).toMatch(/stood still, and senders had no answer: from .*Z to .*Z\. Proxmox/),
    );
    await vi.waitFor(() => {
      const { gaps } = JSON.parse(readFileSync(join(data, 'gaps.json'), 'utf8'));
      expect(gaps).toEqual([{ from: expect.any(Number), to: expect.any(Number) }]);
      expect(gaps[0].from).toBeGreaterThan(before - 2000);
      expect(gaps[0].to).toBeGreaterThan(before + LONG_MS);
      expect(gaps[0].from).toBe(Math.trunc(gaps[0].from));
    });
    await post(served.endpoint, token, proxmoxEvent('after'));
    await terminal.waitFor('after');
  }, 90_000);
});
