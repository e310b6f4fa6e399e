import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { addToken, makeHome, post, proxmoxEvent, runCli, serveProgram } from './program.ts';

it('goes on with its tokens while their file is damaged, says so once, and revokes when it is mended', async () => {
  const home = makeHome();
  const dir = join(home.dir, 'data');
  home.env.TEMPO_TUI_DATA = dir;
  const token = await addToken(home);
  const { endpoint, err } = await serveProgram(home);
  const path = join(dir, 'tokens.json');
  const whole = readFileSync(path, 'utf8');
  writeFileSync(path, whole.replace('"proxmox"', '""'));
  for (const title of ['one', 'two'])
    expect((await post(endpoint, token, proxmoxEvent(title))).status).toBe(202);
  expect((await post(endpoint, 'tempo_other', proxmoxEvent('x'))).status).toBe(401);
  await vi.waitFor(() => expect(err()).toContain('tokens.json is damaged'));
  expect(err().split('the tokens of before are in force')).toHaveLength(2);
  writeFileSync(path, whole);
  await runCli(home, 'token', 'revoke', 'proxmox');
  expect((await post(endpoint, token, proxmoxEvent('three'))).status).toBe(401);
});

it('names the data directory in the commands that make a token', async () => {
  const home = makeHome();
  const args = ['--data-dir', join(home.dir, 'elsewhere')];
  const line = new RegExp(`token add proxmox --provider com.proxmox --data-dir ${args[1]}$`, 'm');
  expect((await runCli(home, 'token', 'list', ...args)).stderr).toMatch(line);
  const { err } = await serveProgram(home, { args });
  await vi.waitFor(() => expect(err()).toMatch(line));
});

it('makes tokens of viewers, and says what they are wherever it lists them', async () => {
  const home = makeHome();
  const data = ['--data-dir', join(home.dir, 'data')];
  const made = await runCli(home, 'token', 'add', 'grafana', '--viewer', ...data);
  expect(made.stderr).toContain('Token "grafana" reads and acknowledges, and sends nothing.');
  expect((await runCli(home, 'token', 'list', ...data)).stdout).toMatch(/^grafana +viewer +\d{4}-/);
  const { stdout } = await runCli(home, 'token', 'list', '--json', ...data);
  expect(JSON.parse(stdout)).toEqual([{ name: 'grafana', viewer: true, createdAt: expect.any(String) }]);
  const { err } = await serveProgram(home, { args: data });
  await vi.waitFor(() => expect(err()).toContain('There is no token for senders yet'));
});

it.each([
  [[], '--provider ID for a sender, such as com.proxmox, or --viewer'],
  [['--viewer', '--provider', 'com.proxmox'], "'--viewer' cannot be used with option '--provider"],
  [
    ['--viewer', '--server-url', 'https://pve.lan:8006'],
    "'--viewer' cannot be used with option '--server-url",
  ],
  [['--viewer', '--cluster', 'home'], "'--viewer' cannot be used with option '--cluster"],
])('makes no token with %j', async (flags, reason) => {
  const home = makeHome();
  const data = ['--data-dir', join(home.dir, 'data')];
  const making = runCli(home, 'token', 'add', 'x', ...flags, ...data);
  await expect(making).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(reason) });
  expect((await runCli(home, 'token', 'list', '--json', ...data)).stdout).toBe('[]\n');
});

it('lets a sender in with both texts of a token while they overlap, and says until when', async () => {
  const home = makeHome();
  const first = await addToken(home);
  const { endpoint } = await serveProgram(home);
  const rotated = await runCli(home, 'token', 'rotate', 'proxmox', '--overlap', '1h');
  expect(rotated.stderr).toMatch(/The old one works until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d, too/);
  for (const text of [first, rotated.stdout.trim()])
    expect((await post(endpoint, text, proxmoxEvent('x'))).status).toBe(202);
  expect((await runCli(home, 'token', 'list')).stdout).toMatch(/\(the text before it works until /);
  const [told] = JSON.parse((await runCli(home, 'token', 'list', '--json')).stdout);
  expect(Object.keys(told).sort()).toEqual(['createdAt', 'name', 'previousUntil', 'provider']);
  await runCli(home, 'token', 'rotate', 'proxmox');
  expect((await post(endpoint, first, proxmoxEvent('x'))).status).toBe(401);
  await expect(runCli(home, 'token', 'rotate', 'proxmox', '--overlap', 'soon')).rejects.toMatchObject({
    code: 2,
    stderr: '--overlap takes a time such as 30m, 1h or 7d, at most 90d.\n',
  });
});
