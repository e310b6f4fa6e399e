import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Home, makeHome, scoreCommand } from './program.ts';
import { describeInTerminal, openTerminal } from './terminal.ts';

const DISKS = {
  providerIdentifier: 'scripts.disk',
  displayName: 'Disks',
  color: '#4A90D9',
  _comment: 'kept',
  severityRules: [
    { match: { verdict: 'full', host: '*' }, severity: 'critical', label: 'Full' },
    { match: {}, severity: 'info' },
  ],
  dismissRules: [{ match: { verdict: 'fine' } }],
  grouping: ['${metadata.host}/${metadata.mount}', '${metadata.host}'],
  groupingWindow: '1d',
  defaultActions: [
    { label: 'Open', systemIcon: 'link', trigger: { openURL: 'https://${metadata.host}:${metadata.port}/' } },
    { label: 'Log in', systemIcon: 'terminal', trigger: { openTerminalWith: 'ssh ${metadata.host}' } },
    { label: 'Read', systemIcon: 'doc', trigger: { openURL: 'file:///etc/passwd' } },
    {
      label: 'Hidden',
      systemIcon: 'doc',
      trigger: { copyToClipboard: '${title}' },
      _disabled: true,
    },
  ],
};

/** A home whose config file, and so its scores, are in its folder. */
function configured() {
  const home = makeHome();
  const scores = join(home.dir, 'scores');
  writeFileSync(join(home.dir, 'config.json'), '{}');
  writeFileSync(join(home.dir, 'new.json'), JSON.stringify(DISKS));
  const score = (...args: string[]) => scoreCommand(home, ['--config', 'config.json', ...args]);
  const write = (name: string, json: unknown) => {
    mkdirSync(scores, { recursive: true });
    writeFileSync(join(scores, name), typeof json === 'string' ? json : JSON.stringify(json));
  };
  return { home, scores, score, write, read: (name: string) => readFileSync(join(scores, name), 'utf8') };
}

function installWith(home: Home, ...args: string[]): string[] {
  return [process.execPath, resolve('dist/cli.js'), '--config', `${home.dir}/config.json`, 'score', ...args];
}

describe('score install', () => {
  it('tells all that a score would do, and writes it with its commands disabled', async () => {
    const { scores, score, read } = configured();
    const { code, stdout, stderr } = await score('install', 'new.json', '--yes');
    expect(stdout.trimEnd().split('\n')).toEqual([
      'identifier: scripts.disk',
      'name: Disks',
      'colour: #4A90D9',
      'severity rules (2):',
      '  verdict = "full" and host = "*" -> critical, "Full"',
      '  any event -> info',
      'level where none fits: info',
      'level that the sender names: stands, unless it is info',
      'dismiss rules (1):',
      '  verdict = "fine" -> dismissed on arrival',
      'grouping: ${metadata.host}/${metadata.mount}, else ${metadata.host}, for at most 1d',
      'actions (4):',
      '  Open: opens https://${metadata.host}:${metadata.port}/',
      '  Log in: runs ssh ${metadata.host} (disabled: installed scores run no commands)',
      '  Read: opens file:///etc/passwd (disabled: file: addresses are not opened)',
      '  Hidden: copies ${title} (disabled: in the file itself)',
      'will be disabled in the file: Log in',
      'in force for scripts.disk now: nothing',
      `goes to ${scores}/scripts.disk.json`,
    ]);
    expect([code, stderr]).toEqual([0, `Installed scripts.disk as ${scores}/scripts.disk.json.`]);
    const [open, logIn, ...others] = DISKS.defaultActions;
    expect(JSON.parse(read('scripts.disk.json'))).toEqual({
      ...DISKS,
      defaultActions: [open, { ...logIn, _disabled: true }, ...others],
    });
    expect(await score('validate', 'scores')).toMatchObject({ code: 0 });
  });

  it('leaves a file without commands as its author wrote it', async () => {
    const { home, score, read } = configured();
    const text = '{ "displayName": "Disks",\n\n  "providerIdentifier":   "scripts.disk" }';
    writeFileSync(join(home.dir, 'new.json'), text);
    await score('install', 'new.json', '--yes');
    expect(read('scripts.disk.json')).toBe(text);
  });

  it('shows what changes against what is in force, a file or built in', async () => {
    const { home, score } = configured();
    const other = { ...JSON.parse((await score('show', 'com.proxmox')).stdout), color: '#00FF00' };
    writeFileSync(join(home.dir, 'proxmox.json'), JSON.stringify(other));
    const first = await score('install', 'proxmox.json', '--yes');
    expect(first.stdout).toContain('in force for com.proxmox now: built in; against it:\n');
    expect(first.stdout).toMatch(/^ {2}-\s+"color": "#E57000",\n {2}\+\s+"color": "#00FF00",$/m);
    expect((await score('install', 'proxmox.json', '--yes')).stdout).toContain(
      'in force for com.proxmox now: installed, com.proxmox.json; no difference\n',
    );
    expect(JSON.parse((await score('show', 'COM.proxmox.guest')).stdout)).toMatchObject({ color: '#00FF00' });
  });

  it('sets files of the user aside, says so before, and passes their trust on to nothing', async () => {
    const { score, scores, write, read } = configured();
    write('a.json', { ...DISKS, displayName: 'Mine' });
    write('scripts.disk.json', 'half of a sc');
    write('scripts.disk.json.bak', 'an older one');
    const { stdout, stderr } = await score('install', 'new.json', '--yes');
    expect(stdout).toContain('in force for scripts.disk now: your own, a.json; against it:\n');
    expect(stdout).toContain('\na.json is about scripts.disk too: it will be set aside as a .bak file\n');
    expect(stdout).toContain(
      '\nscripts.disk.json is about scripts.disk too: it will be set aside as a .bak file\n',
    );
    expect(stderr.split('\n').slice(0, 2)).toEqual([
      'a.json is a.json.bak now, and not in force any more.',
      'scripts.disk.json is scripts.disk.json.2.bak now, and not in force any more.',
    ]);
    expect(readdirSync(scores).sort()).toEqual([
      '.installed.json',
      'a.json.bak',
      'scripts.disk.json',
      'scripts.disk.json.2.bak',
      'scripts.disk.json.bak',
    ]);
    expect(read('scripts.disk.json.bak')).toBe('an older one');
    expect(read('scripts.disk.json.2.bak')).toBe('half of a sc');
    expect(JSON.parse((await score('list', '--json')).stdout)).toContainEqual({
      identifier: 'scripts.disk',
      name: 'Disks',
      origin: 'installed',
      file: `${scores}/scripts.disk.json`,
      rules: 3,
      actions: 4,
    });
  });

  it('replaces a symbolic link, not what it leads to', async () => {
    const { home, scores, score } = configured();
    writeFileSync(join(home.dir, 'elsewhere'), 'not to be touched');
    mkdirSync(scores);
    symlinkSync('../elsewhere', join(scores, 'scripts.disk.json'));
    expect(await score('install', 'new.json', '--yes')).toMatchObject({ code: 0 });
    expect(readFileSync(join(home.dir, 'elsewhere'), 'utf8')).toBe('not to be touched');
  });

  it('writes nothing that nobody agreed to, is wrong, or would lead out of the folder', async () => {
    const { home, score, scores } = configured();
    expect(await score('install', 'new.json')).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('identifier: scripts.disk\n'),
      stderr: 'Nothing was installed: there is no terminal to ask on. --yes does not ask.',
    });
    for (const providerIdentifier of ['../../escaped', '..', '/tmp/x', 'a/b', 'a\0b', '.installed', '']) {
      writeFileSync(join(home.dir, 'bad.json'), JSON.stringify({ ...DISKS, providerIdentifier }));
      const { code, stdout, stderr } = await score('install', 'bad.json', '--yes');
      expect([code, stderr]).toEqual([1, 'Nothing was installed.']);
      expect(stdout).toMatch(/^bad\.json: providerIdentifier: must /);
    }
    writeFileSync(join(home.dir, 'bad.json'), '{\n  "displayName": "x",\n}');
    expect(await score('install', 'bad.json', '--yes')).toEqual({
      code: 1,
      stdout: 'bad.json: line 3, column 1: a comma stands before the end\n',
      stderr: 'Nothing was installed.',
    });
    expect(await score('install', 'gone.json', '--yes')).toMatchObject({
      code: 1,
      stdout: 'gone.json: top level: is not there\n',
    });
    expect(existsSync(scores)).toBe(false);
  });

  it('takes what is piped in, and makes what it shows of it harmless', async () => {
    const { home, scores } = configured();
    const hostile = { ...DISKS, displayName: 'Disks\u001B[2J' };
    const args = ['--config', 'config.json', 'install', '-'];
    const asked = await scoreCommand(home, args, JSON.stringify(hostile));
    expect(asked).toMatchObject({ code: 2 });
    expect(asked.stdout).toContain('name: Disks\uFFFD[2J\n');
    expect(existsSync(scores)).toBe(false);
    expect(await scoreCommand(home, [...args, '--yes'], JSON.stringify(hostile))).toMatchObject({ code: 0 });
    expect(readdirSync(scores)).toContain('scripts.disk.json');
  });
});

/** The question whether to install a score, on the screen. */
async function asked() {
  const { home, scores } = configured();
  const terminal = await openTerminal(installWith(home, 'install', `${home.dir}/new.json`), {
    columns: 120,
    rows: 40,
    env: home.env,
  });
  await terminal.waitFor('Install? y/N');
  return { terminal, scores };
}

describeInTerminal('score install, in a real terminal', () => {
  it.each([
    ['y', 'Installed scripts.disk as', 0],
    ['n', 'Nothing was installed.', 1],
    ['', 'Nothing was installed.', 1],
  ])('asks, and is answered with "%s"', async (answer, said, code) => {
    const { terminal, scores } = await asked();
    expect(existsSync(scores)).toBe(false);
    await terminal.press(...[...answer], 'Enter');
    await terminal.waitFor(said);
    expect(await terminal.exited()).toBe(code);
    expect(existsSync(join(scores, 'scripts.disk.json'))).toBe(code === 0);
  });

  it.each(['C-c', 'C-d'])('takes %s for a no', async (key) => {
    const { terminal, scores } = await asked();
    await terminal.press(key);
    await terminal.waitFor('Nothing was installed.');
    expect(await terminal.exited()).toBe(1);
    expect(existsSync(scores)).toBe(false);
  });
});

describe('score list, remove and path', () => {
  it('lists what is in force and says what is wrong with files', async () => {
    const { score, scores, write } = configured();
    write('mine.json', DISKS);
    write('other.json', { ...DISKS, displayName: 'Shadowed' });
    write('broken.json', '{ "displayName": "x" ');
    const { code, stdout, stderr } = await score('list');
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.split(/ {2,}/).slice(0, 3))).toEqual([
      ['com.proxmox', 'Proxmox', 'built in'],
      ['com.proxmox.backup', 'PBS', 'built in'],
      ['scripts', 'Scripts', 'built in'],
      ['scripts.disk', 'Disks', 'own'],
    ]);
    expect(lines[3]).toMatch(new RegExp(`3 rules +4 actions +${scores}/mine\\.json$`));
    expect([code, stderr.split('\n')]).toEqual([
      0,
      [
        'broken.json: line 1, column 22: the text ends before its closing }',
        'other.json: is not used: mine.json is about scripts.disk too',
      ],
    ]);
  });

  it('removes files one after the other, and says what is in force then', async () => {
    const { score, scores, write } = configured();
    write('mine.json', { ...DISKS, providerIdentifier: 'com.proxmox' });
    write('later.json', { ...DISKS, providerIdentifier: 'com.proxmox' });
    await score('install', 'new.json', '--yes');
    const removed = async (id: string) => (await score('remove', id)).stderr.split('\n');
    expect(await removed('scripts.disk')).toEqual([
      `Removing ${scores}/scripts.disk.json, which was installed.`,
      'In force for scripts.disk now: scripts (built in).',
    ]);
    expect(await removed('COM.PROXMOX')).toEqual([
      `Removing ${scores}/later.json, a file of your own.`,
      'In force for COM.PROXMOX now: com.proxmox (your own, mine.json).',
    ]);
    expect(await removed('com.proxmox')).toEqual([
      `Removing ${scores}/mine.json, a file of your own.`,
      'In force for com.proxmox now: com.proxmox (built in).',
    ]);
    expect(await score('remove', 'com.proxmox')).toMatchObject({
      code: 1,
      stderr: 'The score for com.proxmox is built in and cannot be removed.',
    });
    expect(await score('remove', 'com.example')).toMatchObject({
      code: 1,
      stderr: `There is no file about com.example in ${scores}.`,
    });
    expect(await score('remove', '../config')).toMatchObject({ code: 1 });
    expect(readdirSync(scores)).toEqual(['.installed.json']);
  });

  it('trusts what the user writes where an installed file was removed', async () => {
    const { score, write } = configured();
    await score('install', 'new.json', '--yes');
    write('scripts.disk.json', DISKS);
    const originNow = async () => {
      const told = JSON.parse((await score('list', '--json')).stdout);
      return told.find(({ identifier }: { identifier: string }) => identifier === 'scripts.disk').origin;
    };
    expect(await originNow()).toBe('installed');
    await score('remove', 'scripts.disk');
    write('scripts.disk.json', DISKS);
    expect(await originNow()).toBe('own');
  });

  it('removes a file that is broken by the name it bears', async () => {
    const { score, scores, write } = configured();
    write('com.proxmox.json', '{');
    const { stderr } = await score('remove', 'com.proxmox');
    expect(stderr).toContain(`Removing ${scores}/com.proxmox.json, a file of your own.`);
    expect(readdirSync(scores)).toEqual([]);
  });

  it('prints where the folder is, which need not be there', async () => {
    const { score, scores } = configured();
    expect(await score('path')).toEqual({ code: 0, stdout: `${scores}\n`, stderr: '' });
    expect(existsSync(scores)).toBe(false);
  });
});
