import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addToken, freePort, makeHome, post, runCli, serveProgram } from './program.ts';
import { describeInTerminal, openTerminal } from './terminal.ts';

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
    [
      ['setup', 'proxmox', '--server-url', 'pve.lan:8006'],
      /has to begin with https:\/\/, as in https:\/\/pve/,
      2,
    ],
    [['setup', 'proxmox', ...URL_FLAG, '--name', ''], /name of 1 to 64 printable characters/, 2],
    [['setup', 'proxmox', ...URL_FLAG, '--cluster', 'x'.repeat(65)], /cluster needs a name of 1 to 64/, 2],
    [['setup', 'proxmox', ...URL_FLAG, '--host', 'mon lan'], /--host of setup takes where senders/, 2],
    [['setup', 'proxmox', ...URL_FLAG, '--host', ''], /--host of setup takes where senders/, 2],
    [['setup', 'proxmox', ...URL_FLAG, '--port', '0'], /No port is known/, 2],
    [['setup', 'mail', ...URL_FLAG], /no set-up for "mail": proxmox, pbs or gotify/, 2],
  ])('%j says what is wrong', async (args, message, code) => {
    const home = makeHome();
    await expect(runCli(home, ...args)).rejects.toMatchObject({
      code,
      stderr: expect.stringMatching(message),
    });
    expect((await runCli(home, 'token', 'list', '--json')).stdout.trim()).toBe('[]');
  });

  it('takes the web interface as an address bar has it, and says what it cut off', async () => {
    const url = 'https://pve.lan:8006/#v1:0:18:4:::::::=notification-targets';
    const { stdout, stderr } = await runCli(makeHome(), 'setup', 'proxmox', '--server-url', url);
    expect(stdout).toContain('"ServerUrl": "https://pve.lan:8006"');
    expect(stderr).toContain('The web interface is at https://pve.lan:8006: what follows the # is left out.');
  });

  it('has the sender post where it is told, and the events be of the cluster', async () => {
    const home = makeHome();
    const host = ['--host', 'https://mon.lan/tempo/ingest'];
    const { stdout } = await runCli(home, 'setup', 'proxmox', ...URL_FLAG, ...host, '--cluster', 'home');
    expect(stdout).toContain('--url https://mon.lan/tempo/ingest');
    const [token] = JSON.parse((await runCli(home, 'token', 'list', '--json')).stdout);
    expect(token).toMatchObject({ name: 'proxmox', cluster: 'home', serverUrl: 'https://pve.lan:8006' });
  });

  it('has the sender post to the port of the tempo-tui that runs here', async () => {
    const home = makeHome();
    const { endpoint } = await serveProgram(home);
    const local = await runCli(home, 'setup', 'proxmox', ...URL_FLAG, '--host', '127.0.0.1', '--json');
    expect(local.stdout).toContain(`--url ${endpoint}`);
    expect(local.stderr).toContain(`tempo-tui listens at ${endpoint}.`);
    const { port } = new URL(endpoint);
    const away = await runCli(home, 'setup', 'pbs', ...URL_FLAG, '--host', '127.0.0.2', '--json');
    expect(away.stderr).toMatch(
      new RegExp(
        `not at http://127.0.0.2:${port}/ingest: it listens on loopback alone.* --host 0.0.0.0 --port ${port}`,
      ),
    );
    const proxied = await runCli(
      home,
      'setup',
      'gotify',
      ...URL_FLAG,
      '--host',
      'http://127.0.0.1:1',
      '--json',
    );
    expect(proxied.stderr).toContain(
      `▲ tempo-tui runs on port ${port}. http://127.0.0.1:1/ingest does not answer`,
    );
  });

  it('says that nobody listens, with the data directory, and who else has the port', async () => {
    const [home, other] = [makeHome(), makeHome()];
    const { endpoint } = await serveProgram(other);
    const { port } = new URL(endpoint);
    const dir = ['--data-dir', join(home.dir, 'my data')];
    const taken = await runCli(home, 'setup', 'pbs', ...URL_FLAG, ...dir, '--port', port);
    expect(taken.stderr).toContain(`▲ Port ${port} is taken by a tempo-tui of another data directory`);
    const free = await runCli(home, 'setup', 'proxmox', ...URL_FLAG, ...dir, '--port', await freePort());
    expect(free.stderr).toMatch(
      /No tempo-tui is running here.* --host 0\.0\.0\.0 --data-dir '.*\/my data' --port \d+/,
    );
  });

  it('does not make a token twice, and says by which command another is made', async () => {
    const home = makeHome();
    await runCli(home, 'setup', 'gotify', ...URL_FLAG);
    const failure = await runCli(home, 'setup', 'gotify', ...URL_FLAG, '--shell').catch((error) => error);
    expect(failure).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is a token "gotify" already. Make another: '),
    });
    const [, another = ''] = /Make another: .* (setup .*)/.exec(failure.stderr)!;
    expect(another).toBe('setup gotify --server-url https://pve.lan:8006 --shell --name gotify-2');
    await runCli(home, ...another.split(' '));
    await expect(runCli(home, 'setup', 'gotify')).rejects.toMatchObject({
      stderr: expect.stringContaining('There is a token "gotify" already'),
    });
  });
});

describeInTerminal('tempo-tui setup, at a terminal', () => {
  it('asks for what it was not told, and says what becomes of the test notification', async () => {
    const home = makeHome();
    const { endpoint } = await serveProgram(home);
    const command = [process.execPath, resolve('dist/cli.js'), 'setup', 'proxmox'];
    const other = await addToken(home, 'other');
    await addToken(home, 'proxmox');
    const terminal = await openTerminal(command, {
      columns: 120,
      rows: 60,
      env: home.env,
    });
    await terminal.waitFor('There is a token "proxmox" already', 'Make another, "proxmox-2"? y/N');
    await terminal.press('y', 'Enter');
    await terminal.waitFor('Address of the web interface, such as https://pve-01.lan:8006:');
    await terminal.press('pve lan', 'Enter');
    await terminal.waitFor(
      'characters that do not belong there: it is written as in https://pve-01.lan:8006.',
    );
    await terminal.press('pve.lan:8006', 'Enter');
    await terminal.waitFor('the address has to begin with https://: it is written as in');
    await terminal.press('https://pve.lan:8006/', 'Enter');
    const asked = await terminal.waitFor(/At which address|Waiting for its test/);
    if (asked.includes('At which address')) {
      await terminal.press('99', 'Enter');
      await terminal.waitFor('99 is none of them');
      await terminal.press('127.0.0.1', 'Enter');
    }
    const shown = await terminal.waitFor('Made the token "proxmox-2"', `tempo-tui listens at ${endpoint}.`);
    expect(shown).toContain(`--url ${endpoint}`);
    const token = /value=\$\(B64 (tempo_[\w-]{43})\)/.exec(shown)![1]!;
    await post(endpoint, token, '{"title": a backup\\n}');
    await terminal.waitFor(/▲ refused: .* 422 {2}token proxmox-2/, 'Mend the body template');
    await post(endpoint, other, { providerIdentifier: 'com.proxmox', title: 'Of another node' });
    await post(endpoint, token, { providerIdentifier: 'com.proxmox.x', title: 'Test notification' });
    await terminal.waitFor('✓ It came: "Test notification" from 127.0.0.1, and is stored.');
    expect(await terminal.exited()).toBe(0);
  });

  it('says that nobody listens, waits as long as it was told, and ends with 1', async () => {
    const home = makeHome();
    const args = ['setup', 'gotify', ...URL_FLAG, '--shell', '--wait', '1'];
    await expect(runCli(home, ...args)).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining('endpoints/gotify'),
      stderr: expect.stringMatching(
        /No tempo-tui is running here[\s\S]* --host 0\.0\.0\.0[\s\S]*Nothing came in 1 s/,
      ),
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
