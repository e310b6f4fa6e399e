import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { addToken, makeHome, post, proxmoxEvent, showProgram } from './program.ts';
import { describeInTerminal } from './terminal.ts';

describeInTerminal('the helpers for opening and copying', () => {
  it('are given no token of the environment', async () => {
    const home = makeHome();
    const bin = join(home.dir, 'bin');
    /** A helper that writes down what it was given, and ends so. */
    const put = (name: string, ending: string) => {
      writeFileSync(join(bin, name), `#!/bin/sh\nenv > '${home.dir}/${name}.env'\n${ending}\n`);
      chmodSync(join(bin, name), 0o755);
    };
    put('x-www-browser', '');
    for (const name of ['xsel', 'wl-copy']) put(name, 'exit 1');
    put('tmux', 'cat > /dev/null');
    const token = await addToken(home);
    const secrets = { TEMPO_TOKEN: 'hid-one', TEMPO_TOKEN_FILE: 'hid-two', GITHUB_TOKEN: 'hid-three' };
    const { terminal, endpoint } = await showProgram(home, { env: { ...secrets, WITNESS: 'seen' } });
    await post(endpoint, token, proxmoxEvent('Backup done'));
    await terminal.waitFor('Backup done');
    await terminal.press('n');
    await terminal.waitFor('copied node name: pve-01 (by tmux)');
    await terminal.press('o');
    await terminal.waitFor('in the browser?');
    await terminal.press('y');
    for (const name of ['xsel', 'tmux', 'x-www-browser']) {
      const given = await vi.waitFor(() => {
        const written = readFileSync(join(home.dir, `${name}.env`), 'utf8');
        expect(written).toContain('WITNESS=seen');
        return written;
      });
      expect(given).not.toContain('hid-');
    }
  });
});
