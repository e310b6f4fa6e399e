import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planService, type ServicePlan, serviceSettings } from '../../../src/commands/service/plan.ts';
import { serveCommand } from '../../../src/commands/service/serve-command.ts';
import { mayMakeNamespaces, serviceKind } from '../../../src/commands/service/surroundings.ts';
import { readSettings } from '../../../src/config.ts';
import { around } from '../../support/service.ts';
import { tempDir } from '../../support/temp-dir.ts';

const PROGRAM = ['/usr/bin/node', '/opt/tempo-tui/cli.js'] as const;

/** Settings that no config file of this machine has a say in. */
function settings(flags: object) {
  return readSettings(flags, { TEMPO_TUI_DATA: '/home/alice/data' }, tempDir());
}

function commandsOf(plan: ServicePlan, before = new Map<string, string>()): string[] {
  return plan.commands(before).map((words) => words.join(' '));
}

describe('planService for a user', () => {
  const plan = (flags: object = {}, more = {}) =>
    planService('user', settings(flags), flags, PROGRAM, around(more));

  it('lets it start now and with the machine, and run without the user', () => {
    expect(plan().files.map(({ path }) => path)).toEqual([
      '/home/alice/.config/systemd/user/tempo-tui.socket',
      '/home/alice/.config/systemd/user/tempo-tui.service',
    ]);
    expect(plan().folders).toEqual(['/home/alice/data']);
    expect(commandsOf(plan({}, { lingers: false }))).toEqual([
      'systemctl --user daemon-reload',
      'systemctl --user enable --now tempo-tui.socket tempo-tui.service',
      'loginctl enable-linger alice',
    ]);
    expect(commandsOf(plan())).not.toContain('loginctl enable-linger alice');
  });

  it('does not let go of a socket that stays the same', () => {
    const again = plan();
    const before = new Map(again.files.map(({ path, content }) => [path, content]));
    expect(commandsOf(again, before)).toEqual([
      'systemctl --user daemon-reload',
      'systemctl --user enable tempo-tui.socket tempo-tui.service',
      'systemctl --user restart tempo-tui.service',
    ]);
    expect(commandsOf(plan({ port: '7777' }), before)).toEqual([
      'systemctl --user stop tempo-tui.socket tempo-tui.service',
      'systemctl --user daemon-reload',
      'systemctl --user enable --now tempo-tui.socket tempo-tui.service',
    ]);
  });

  it('lets the service see the files of its certificate, wherever they are', () => {
    const unit = (dir: string) => {
      const flags = { tlsCert: `${dir}/a.pem`, tlsKey: `${dir}/a.key` };
      const settled = { ...settings(flags), configFile: '/home/alice/config.json' };
      return planService('user', settled, flags, PROGRAM, around()).files[1]?.content;
    };
    expect(unit('/etc/tls')).toMatch(/^PrivateTmp=yes$/m);
    expect(unit('/tmp/tls')).not.toMatch(/^PrivateTmp/m);
  });

  it('tells the service where the files of the user are, wherever those may be', () => {
    const { files } = plan({}, { env: { XDG_CONFIG_HOME: '/srv/my config' } });
    expect(files[1]?.path).toBe('/srv/my config/systemd/user/tempo-tui.service');
    expect(files[1]?.content).toContain('Environment="XDG_CONFIG_HOME=/srv/my config"\n');
    expect(files[1]?.content).toContain('serve --data-dir /home/alice/data\n');
  });
});

describe('planService for the system', () => {
  it('makes a user, and a folder for it where that is another than its own', () => {
    const flags = { dataDir: '/srv/events', host: '0.0.0.0' };
    const plan = planService('system', serviceSettings('system', flags), flags, PROGRAM, around());
    expect(plan.files.map(({ path }) => path)).toEqual([
      '/etc/sysusers.d/tempo-tui.conf',
      '/etc/systemd/system/tempo-tui.socket',
      '/etc/systemd/system/tempo-tui.service',
    ]);
    expect(commandsOf(plan)).toEqual([
      'systemd-sysusers /etc/sysusers.d/tempo-tui.conf',
      'install -d -m 700 -o tempo-tui -g tempo-tui /srv/events',
      'systemctl daemon-reload',
      'systemctl enable --now tempo-tui.socket tempo-tui.service',
    ]);
  });

  it('goes by nothing of the user who installs it', () => {
    const { dataDir, configFile, port } = serviceSettings('system', {});
    expect({ dataDir, configFile, port }).toEqual({
      dataDir: '/var/lib/tempo-tui/.local/share/tempo-tui',
      configFile: '/var/lib/tempo-tui/.config/tempo-tui/config.json',
      port: 7776,
    });
  });
});

describe('planService for macOS', () => {
  it('loads the agent, and an earlier one is let go before', () => {
    const plan = planService('agent', settings({}), {}, PROGRAM, around({ home: '/Users/alice', uid: 501 }));
    const path = '/Users/alice/Library/LaunchAgents/tempo-tui.plist';
    expect(plan.files.map((file) => file.path)).toEqual([path]);
    expect(commandsOf(plan)).toEqual([`launchctl bootstrap gui/501 ${path}`]);
    expect(commandsOf(plan, new Map([[path, 'x']]))[0]).toBe('launchctl bootout gui/501/tempo-tui');
  });
});

describe('serveCommand', () => {
  it('carries the options, with paths that hold in any folder', () => {
    const flags = {
      port: '80',
      host: '::',
      config: 'my.json',
      rateLimit: '0',
      logFormat: 'json',
      theme: 'dark',
    };
    expect(serveCommand(PROGRAM, '/srv/data', flags)).toEqual([
      ...PROGRAM,
      ...['serve', '--data-dir', '/srv/data', '--config', join(process.cwd(), 'my.json')],
      ...['--port', '80', '--host', '::', '--rate-limit', '0', '--log-format', 'json'],
    ]);
  });
});

describe('mayMakeNamespaces', () => {
  it.each([
    [{}, true],
    [{ 'user/max_user_namespaces': '63000', 'kernel/apparmor_restrict_unprivileged_userns': '0' }, true],
    [{ 'user/max_user_namespaces': '0' }, false],
    [{ 'kernel/unprivileged_userns_clone': '0' }, false],
    [{ 'kernel/apparmor_restrict_unprivileged_userns': '1' }, false],
  ])('with %j is %s', (settings: Record<string, string>, may) => {
    expect(mayMakeNamespaces((name) => settings[name])).toBe(may);
  });
});

describe('serviceKind', () => {
  it('is of the system that there is, or says that there is none', () => {
    expect(serviceKind({}, 'linux')).toBe('user');
    expect(serviceKind({ system: true }, 'linux')).toBe('system');
    expect(serviceKind({}, 'darwin')).toBe('agent');
    expect(() => serviceKind({ system: true }, 'darwin')).toThrow('--system goes with systemd');
    expect(() => serviceKind({}, 'freebsd')).toThrow('tempo-tui serve');
  });
});
