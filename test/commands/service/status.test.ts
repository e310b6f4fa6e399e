import { describe, expect, it } from 'vitest';
import {
  adviceFor,
  isRunning,
  type ServiceFacts,
  statusLines,
} from '../../../src/commands/service/status.ts';

const RUNS: ServiceFacts = {
  kind: 'user',
  path: '/home/alice/.config/systemd/user/tempo-tui.service',
  installed: 'by this program',
  startable: true,
  state: { pid: 42, active: 'active', socket: 'active', enabled: 'enabled' },
  dataDir: '/home/alice/data',
  hasData: true,
  owner: { pid: 42, port: 7776 },
  lingers: true,
};

const INSTALL = 'tempo-tui service install';

describe('a service that is always on', () => {
  it('is told in full, and needs nothing', () => {
    expect(statusLines(RUNS)).toEqual([
      'installed: by this program, /home/alice/.config/systemd/user/tempo-tui.service',
      'running: active, pid 42, its socket is active',
      'data: /home/alice/data, in use by pid 42, port 7776',
      'starts by itself: enabled',
      'runs while you are not logged in: yes',
    ]);
    expect(adviceFor(RUNS, INSTALL)).toEqual([]);
    expect(isRunning(RUNS)).toBe(true);
  });
});

describe('what to do about a service', () => {
  const down = { pid: undefined, active: 'failed', enabled: 'enabled' };
  it.each<[string, object, string]>([
    ['that is not there', { installed: 'no' }, 'tempo-tui service install'],
    [
      'that cannot be, as a frozen tempo-tui has the data',
      {
        installed: 'no',
        owner: 'silent',
        silent: { pid: 7, isSuspended: true, text: 'a tempo-tui that was suspended (pid 7).' },
      },
      'quit the tempo-tui with pid 7, which has the data; then tempo-tui service install installs it',
    ],
    [
      'of the system, where nobody can be asked',
      {
        kind: 'system',
        owner: undefined,
        state: { active: 'unknown', enabled: 'disabled', trouble: 'System has not been booted with systemd' },
      },
      'Without systemd, run `tempo-tui serve`',
    ],
    ['that is down', { state: down, owner: undefined }, 'systemctl --user start tempo-tui.service'],
    [
      'of the system that is down',
      { kind: 'system', state: down, owner: undefined },
      'journalctl -u tempo-tui',
    ],
    [
      'that is given no namespaces',
      { state: { ...down, refused: true }, owner: undefined },
      '--no-namespaces',
    ],
    [
      'whose data folder was taken away',
      { state: { ...down, refused: true }, owner: undefined, hasData: false },
      'its data folder is not there',
    ],
    ['whose data another has', { owner: { pid: 7, port: 1 } }, 'quit the tempo-tui with pid 7'],
    [
      'that does not start with the machine',
      { state: { ...RUNS.state, enabled: 'disabled' } },
      'systemctl --user enable',
    ],
    ['that ends with the login', { lingers: false }, 'loginctl enable-linger'],
    ['whose program is gone', { startable: false }, 'not there any more'],
    [
      'of macOS that is not loaded',
      { kind: 'agent', state: { active: 'inactive' }, owner: undefined },
      'launchctl bootstrap',
    ],
  ])('%s', (_, more, word) => {
    const facts = { ...RUNS, ...more } as ServiceFacts;
    expect(adviceFor(facts, INSTALL).join('\n')).toContain(word);
  });
});
