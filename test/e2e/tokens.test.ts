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
