import { expect, it, vi } from 'vitest';
import { addToken, exported, makeHome, post, proxmoxEvent, serveProgram } from './program.ts';

it('lists every acknowledged event after kill -9 in the middle of posting', async () => {
  const home = makeHome();
  const token = await addToken(home);
  for (let round = 0; round < 3; round += 1) {
    const { child, endpoint } = await serveProgram(home, { args: ['--rate-limit', '0'] });
    const acknowledged: string[] = [];
    let sending = true;
    const senders = Array.from({ length: 16 }, async (_, sender) => {
      for (let count = 0; sending; count += 1) {
        const answer = await post(endpoint, token, proxmoxEvent(`${round}/${sender}/${count}`)).catch(
          () => undefined,
        );
        if (!answer) return;
        // Acknowledged is what the status says; the rest of the answer may be lost with the process.
        expect(answer.status).toBe(202);
        acknowledged.push(`${round}/${sender}/${count}`);
      }
    });
    await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(100), { timeout: 15_000 });
    child.kill('SIGKILL');
    await Promise.all(senders);
    sending = false;

    const titles = new Set((await exported(home)).map(({ title }) => String(title)));
    expect(acknowledged.filter((title) => !titles.has(title))).toEqual([]);
  }
  const { err } = await serveProgram(home);
  const { length } = await exported(home);
  await vi.waitFor(() => expect(err()).toContain(`${length} events`));
});
