import { request } from 'node:http';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { describe, expect, it, vi } from 'vitest';
import { addToken, makeHome, post, proxmoxEvent, runCli, serveProgram } from './program.ts';

/** An address of this machine from which another of its own is asked, as another machine would. */
const own = Object.values(networkInterfaces())
  .flatMap((cards = []) => cards)
  .find((card: NetworkInterfaceInfo) => !card.internal && card.family === 'IPv4')?.address;

function statusFrom(localAddress: string, port: string): Promise<number | undefined> {
  return new Promise((done, fail) => {
    const asked = request({ host: '127.0.0.1', port, path: '/health', localAddress, agent: false });
    asked.on('response', (response) => {
      response.resume();
      done(response.statusCode);
    });
    asked.on('error', fail);
    asked.end();
  });
}

describe('who may connect', () => {
  it.runIf(own)('is settled by --allow before anything is read, and told with the setting', async () => {
    const home = makeHome();
    const strict = await serveProgram(home, { args: ['--host', '0.0.0.0', '--allow', '198.51.100.0/24'] });
    expect(await statusFrom(own!, new URL(strict.endpoint).port)).toBe(403);
    const { stdout, stderr } = await runCli(home, 'rejections');
    expect(stdout).toContain(
      `${own}  403  its address is in none of the networks that may connect (--allow)`,
    );
    expect(stderr).toContain('--allow private,203.0.113.0/24');
    const open = await serveProgram(makeHome(), {
      args: ['--host', '0.0.0.0', '--allow', `198.51.100.0/24,${own}`],
    });
    expect(await statusFrom(own!, new URL(open.endpoint).port)).toBe(200);
    const any = await serveProgram(makeHome(), { args: ['--host', '0.0.0.0', '--allow', 'any'] });
    expect(await statusFrom(own!, new URL(any.endpoint).port)).toBe(200);
  });

  it('is said with what is wrong where it is no network', async () => {
    const home = makeHome();
    await expect(runCli(home, 'serve', '--port', '0', '--allow', '10.0.0.0/8,mon.lan')).rejects.toMatchObject(
      {
        code: 2,
        stderr: expect.stringContaining('"mon.lan" is none of these'),
      },
    );
  });

  it('is settled for a token too, with the next request', async () => {
    const home = makeHome();
    const token = await addToken(home);
    const { endpoint, err } = await serveProgram(home);
    const status = async () => (await post(endpoint, token, proxmoxEvent('Backup done'))).status;
    expect(await status()).toBe(202);
    await runCli(home, 'token', 'allow', 'proxmox', '10.0.0.11', '10.0.1.0/24');
    expect(await status()).toBe(401);
    await vi.waitFor(() =>
      expect(err()).toContain('the token proxmox may not come from this address (tempo-tui token allow)'),
    );
    expect((await runCli(home, 'token', 'list')).stdout).toContain('from 10.0.0.11, 10.0.1.0/24');
    await runCli(home, 'token', 'allow', 'proxmox', 'any');
    expect(await status()).toBe(202);
    const given = (
      await runCli(home, 'token', 'add', 'b', '--provider', 'com.proxmox', '--from', '127.0.0.1,::1')
    ).stdout;
    expect((await post(endpoint, given.trim(), proxmoxEvent('Backup done'))).status).toBe(202);
    await expect(runCli(home, 'token', 'allow', 'proxmox', '10.0.0.0/40')).rejects.toMatchObject({ code: 2 });
    await expect(runCli(home, 'token', 'allow', 'none', 'any')).rejects.toMatchObject({ code: 1 });
  });
});
