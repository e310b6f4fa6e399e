import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeHome, post, runCli, serveProgram } from './program.ts';

const URL_FLAG = ['--server-url', 'https://pve.lan:8006'];

describe('tempo-tui setup', () => {
  it('makes a token that lets events in, and prints what connects a node with it', async () => {
    const home = makeHome();
    const { stdout, stderr } = await runCli(home, 'setup', 'proxmox', ...URL_FLAG, '--json');
    const { shell, body } = JSON.parse(stdout);
    expect(shell).toContain('pvesh create /cluster/notifications/targets/tempo/test');
    expect(body).toContain('"ServerUrl": "https://pve.lan:8006"');
    expect(stderr).toContain('Made the token "proxmox" for com.proxmox');
    const token = /tempo_[\w-]{43}/.exec(shell)![0];
    const { endpoint } = await serveProgram(home);
    const event = { providerIdentifier: 'com.proxmox', title: 'Test', metadata: {} };
    expect((await post(endpoint, token, event)).status).toBe(202);
  });

  it('prints the body alone, makes no token for it, and doctor finds it good', async () => {
    const home = makeHome();
    const { stdout } = await runCli(home, 'setup', 'pbs', ...URL_FLAG, '--body');
    expect((await runCli(home, 'token', 'list', '--json')).stdout.trim()).toBe('[]');
    const file = join(home.dir, 'body.hbs');
    writeFileSync(file, stdout);
    expect((await runCli(home, 'doctor', '--template', file)).stderr).toContain('tempo-tui takes');
  });

  it.each([
    [['setup', 'proxmox'], /--server-url is missing/, 2],
    [['setup', 'proxmox', '--server-url', 'file:///etc'], /--server-url: file: addresses are not opened/, 2],
    [['setup', 'mail', ...URL_FLAG], /no set-up for "mail": proxmox, pbs or gotify/, 2],
  ])('%j says what is wrong', async (args, message, code) => {
    await expect(runCli(makeHome(), ...args)).rejects.toMatchObject({
      code,
      stderr: expect.stringMatching(message),
    });
  });

  it('does not make a token twice', async () => {
    const home = makeHome();
    await runCli(home, 'setup', 'gotify', ...URL_FLAG);
    await expect(runCli(home, 'setup', 'gotify', ...URL_FLAG)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is a token "gotify" already'),
    });
  });
});

describe('tempo-tui doctor', () => {
  it('mends a template of Tera, and says what was wrong', async () => {
    const home = makeHome();
    const file = join(home.dir, 'page.hbs');
    writeFileSync(file, '{"providerIdentifier":"com.proxmox","title":{{ title|json }},"metadata":{}}');
    const failure = await runCli(home, 'doctor', '--template', file).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 1,
      stdout: '{"providerIdentifier":"com.proxmox","title":{{ json title }},"metadata":{}}\n',
      stderr: expect.stringMatching(/^broken, line 1, column \d+: this is a filter of Tera/),
    });
  });
});
