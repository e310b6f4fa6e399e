import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { addToken, makeHome, post, showProgram } from './program.ts';
import { describeInTerminal } from './terminal.ts';

/** A file named after the event's host, with what came as its title in it, shows what a command was given. */
const SCORE = {
  providerIdentifier: 'scripts.disk',
  displayName: 'Disks',
  severityRules: [
    { match: { free: '0' }, severity: 'critical', label: 'Full' },
    { match: { free: '*' }, severity: 'warning', label: '${metadata.free} GB left' },
  ],
  defaultActions: [
    {
      label: 'Note it',
      systemIcon: 'pencil',
      trigger: { openTerminalWith: 'printf %s ${title} > ${metadata.file}' },
    },
  ],
};

function homeWithScore(name: string) {
  const home = makeHome();
  const config = join(home.dir, 'config');
  mkdirSync(join(config, 'scores'), { recursive: true });
  writeFileSync(join(config, 'config.json'), '{}');
  writeFileSync(join(config, 'scores', name), JSON.stringify(SCORE));
  return { home, args: ['--config', join(config, 'config.json')] };
}

describeInTerminal("a score of the user's own, in a real terminal", () => {
  it('runs a command after it was read and agreed to, and nothing of an event in it is read by the shell', async () => {
    const { home, args } = homeWithScore('disk.json');
    const token = await addToken(home, 'disks', 'scripts.disk');
    const { terminal, endpoint } = await showProgram(home, { args });
    const file = join(home.dir, 'noted');
    const title = "full'; touch 'owned $(touch owned) `touch owned`";
    await post(endpoint, token, { providerIdentifier: 'scripts.disk', title, metadata: { free: 3, file } });
    await terminal.waitFor(/full'; touch .*▲ 3 GB left/, '1    Note it');

    await terminal.press('1');
    await terminal.waitFor('This runs in a terminal of its own', `> '${file}'`, 'Run this command?');
    await terminal.press('n');
    await terminal.waitFor('Details');
    expect(existsSync(file)).toBe(false);

    await terminal.press('1');
    await terminal.waitFor('Run this command?');
    await terminal.press('y');
    await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toBe(title), { timeout: 20_000 });
    expect(existsSync(join(home.dir, 'owned'))).toBe(false);
    expect(existsSync('owned')).toBe(false);
  });

  it('explains a row, and says where a file is broken while the last good version counts', async () => {
    const { home, args } = homeWithScore('disk.json');
    const token = await addToken(home, 'disks', 'scripts.disk');
    const { terminal, endpoint } = await showProgram(home, { args });
    await post(endpoint, token, { providerIdentifier: 'scripts.disk', title: 'Pool', metadata: { free: 3 } });
    await terminal.waitFor('3 GB left');
    await terminal.press('w');
    await terminal.waitFor(
      'Why “Pool” is shown so',
      'score: scripts.disk (Disks)',
      /severityRules\[1\] fits/,
    );
    await terminal.press('Escape');
    await terminal.waitFor('Details');
    writeFileSync(join(home.dir, 'config', 'scores', 'disk.json'), '{\n  "providerIdentifier": nothing\n}');
    await terminal.waitFor(
      /Score disk\.json: line 2, column 25: .*the last good version counts/,
      '3 GB left',
    );
    const changed = JSON.stringify(SCORE).replace('GB left', 'GB are free');
    writeFileSync(join(home.dir, 'config', 'scores', 'disk.json'), changed);
    const screen = await terminal.waitFor('3 GB are fr');
    expect(screen).not.toContain('last good version');
  });
});
