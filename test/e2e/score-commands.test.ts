import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeHome, scoreCommand as score } from './program.ts';

const GOOD = { providerIdentifier: 'scripts.mine', displayName: 'Mine' };

describe('score validate', () => {
  it('is quiet about good files, and counts them', async () => {
    const home = makeHome();
    mkdirSync(join(home.dir, 'scores'));
    writeFileSync(join(home.dir, 'scores/one.json'), `\uFEFF${JSON.stringify(GOOD)}`);
    writeFileSync(join(home.dir, 'scores/two.tempo-score'), JSON.stringify(GOOD));
    writeFileSync(join(home.dir, 'scores/notes.txt'), 'not a score');
    expect(await score(home, ['validate', 'scores'])).toEqual({
      code: 0,
      stdout: '',
      stderr: '2 files are good, 0 files are not.',
    });
    expect(await score(home, ['validate', '-'], JSON.stringify(GOOD))).toMatchObject({ code: 0, stdout: '' });
  });

  it('has a sentence for whatever else lies in a folder, and does not wait for any of it', async () => {
    const home = makeHome();
    const at = (name: string) => join(home.dir, 'scores', name);
    mkdirSync(at('folder.json'), { recursive: true });
    execFileSync('mkfifo', [at('pipe.json')]);
    symlinkSync('loop.json', at('loop.json'));
    symlinkSync('nowhere', at('gone.json'));
    writeFileSync(at('utf16.json'), Buffer.from(`\uFEFF${JSON.stringify(GOOD)}`, 'utf16le'));
    writeFileSync(at('bytes.json'), Buffer.from([0x22, 0xff, 0x22]));
    writeFileSync(at('empty.json'), '');
    writeFileSync(at('null.json'), 'null');
    writeFileSync(at('huge.json'), `"${'x'.repeat(300_000)}"`);
    writeFileSync(at('comma.json'), '{\n  "displayName": "x",\n}');
    writeFileSync(
      at('rules.json'),
      JSON.stringify({ ...GOOD, severityRules: [{ match: {}, severity: 'bad' }] }),
    );
    writeFileSync(at('hostile\u001B[2J.json'), '[]');
    const { code, stdout, stderr } = await score(home, ['validate', 'scores']);
    expect(stdout.trimEnd().split('\n').sort()).toEqual([
      'scores/bytes.json: top level: is not UTF-8 text: save it as UTF-8',
      'scores/comma.json: line 3, column 1: a comma stands before the end',
      'scores/empty.json: top level: is empty',
      'scores/folder.json: top level: is a folder, not a file',
      'scores/gone.json: top level: is not there',
      'scores/hostile\uFFFD[2J.json: top level: must be an object',
      'scores/huge.json: top level: is larger than 256 KiB',
      'scores/loop.json: top level: is a symbolic link that leads back to itself',
      'scores/null.json: top level: must be an object',
      'scores/pipe.json: top level: is a pipe, not a file',
      'scores/rules.json: severityRules[0].severity: must be one of info, ok, warning, error, critical',
      'scores/utf16.json: top level: is not UTF-8 text (UTF-16?): save it as UTF-8',
    ]);
    expect([code, stderr]).toEqual([1, '0 files are good, 12 files are not.']);
  });

  it('fails on what is not there, cannot be read, or is piped in without an end', async () => {
    const home = makeHome();
    mkdirSync(join(home.dir, 'none'));
    expect(await score(home, ['validate', 'none', 'gone.json', '/dev/zero'])).toMatchObject({
      code: 1,
      stdout: [
        'none: top level: holds no .json or .tempo-score files',
        'gone.json: top level: is not there',
        '/dev/zero: top level: is not a regular file',
        '',
      ].join('\n'),
    });
    expect(await score(home, ['validate', '-'], 'x'.repeat(1_000_000))).toMatchObject({
      code: 1,
      stdout: 'stdin: top level: is larger than 256 KiB\n',
    });
    expect((await score(home, ['validate'])).code).toBe(2);
  });

  it.skipIf(process.getuid?.() === 0)('says when it may not read', async () => {
    const home = makeHome();
    writeFileSync(join(home.dir, 'mine.json'), JSON.stringify(GOOD));
    chmodSync(join(home.dir, 'mine.json'), 0);
    const { stdout } = await score(home, ['validate', 'mine.json']);
    expect(stdout).toBe('mine.json: top level: cannot be read: permission denied\n');
  });
});

describe('score show', () => {
  it('prints a score that is in force, which is valid itself', async () => {
    const home = makeHome();
    const { stdout } = await score(home, ['show', 'com.proxmox']);
    expect(JSON.parse(stdout)).toMatchObject({ providerIdentifier: 'com.proxmox', groupingWindow: '1d' });
    expect(await score(home, ['validate', '-'], stdout)).toMatchObject({ code: 0 });
    expect(JSON.parse((await score(home, ['show', 'scripts.backup'])).stdout)).toMatchObject({
      providerIdentifier: 'scripts',
    });
    expect(await score(home, ['show', 'com.example'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'There is no score for com.example. There are: com.proxmox, com.proxmox.backup, scripts.',
    });
  });

  it('explains an event', async () => {
    const home = makeHome();
    const event = {
      title: 'Backup failed \u001B]0;x\u0007',
      metadata: { severity: 'error', ServerUrl: 'https://pve:8006', NodeName: 'pve-01' },
    };
    const { code, stdout } = await score(
      home,
      ['show', 'com.proxmox', '--event', '-'],
      JSON.stringify(event),
    );
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual(
      expect.arrayContaining([
        'score: com.proxmox (Proxmox)',
        'level: error, named by the sender',
        '  severityRules[0]: severity should be "critical", found "error"',
        'stack: pve-01',
        '  Open Datacenter: opens https://pve:8006/#v1:0:18',
        '  Copy VMID: not now, the event has no VMID',
      ]),
    );
    const wrong = await score(home, ['show', 'com.proxmox', '--event', '-'], '{"title": 3}');
    expect(wrong).toEqual({ code: 1, stdout: '', stderr: 'stdin: /title must be text.' });
  });
});
