import { chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { hasTool } from '../../scripts/faults/rig.ts';
import { addToken, makeHome, post, proxmoxEvent, serveProgram } from './program.ts';

const here = hasTool('strace') || Boolean(process.env.TEMPO_TUI_CI);
const skipped = here ? '' : ' (skipped: strace is not installed)';

/** A home whose data directory and tokens others may read. */
async function openHome() {
  const home = makeHome();
  const data = join(home.dir, 'data');
  home.env.TEMPO_TUI_DATA = data;
  const token = await addToken(home);
  chmodSync(data, 0o755);
  chmodSync(join(data, 'tokens.json'), 0o644);
  return { home, data, token };
}

describe('a data directory that is open to others', () => {
  it('is closed at the start, with a word', async () => {
    const { home, data } = await openHome();
    const { err } = await serveProgram(home);
    expect(err()).toContain(
      `Other users could read in ${data}: the folder itself (mode 0755), tokens.json (mode 0644). Now this user alone can.\n`,
    );
    expect([data, join(data, 'tokens.json')].map((path) => statSync(path).mode & 0o777)).toEqual([
      0o700, 0o600,
    ]);
  });

  it.skipIf(!here).each([
    ['retval=0', 'the file system keeps no modes'],
    ['error=EPERM', 'it belongs to another user'],
  ])(`is told where chmod says %s, and events are taken${skipped}`, async (saying, why) => {
    const { home, data, token } = await openHome();
    const calls = 'chmod,fchmod,fchmodat';
    const under = [
      'strace',
      '-f',
      '-o',
      '/dev/null',
      '-e',
      `trace=${calls}`,
      '-e',
      `inject=${calls}:${saying}`,
    ];
    const { err, endpoint } = await serveProgram(home, { under });
    await vi.waitFor(() => expect(err()).toContain(`Other users may read in ${data}: the folder itself`));
    expect(err()).toContain(`It cannot be mended: ${why}`);
    expect((await post(endpoint, token, proxmoxEvent('x'))).status).toBe(202);
  });
});
