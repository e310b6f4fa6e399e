import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasSystemd } from '../../src/commands/service/surroundings.ts';
import { type Home, makeHome, runCli, serveProgram } from './program.ts';
import { describeInTerminal, openTerminal } from './terminal.ts';

/** A systemd that writes down what it is asked, and answers what it is told to. */
function fakeSystemd(home: Home) {
  const asked = join(home.dir, 'asked');
  const shown = join(home.dir, 'shown');
  const failing = join(home.dir, 'failing');
  writeFileSync(shown, 'Id=tempo-tui.service\nActiveState=inactive\nMainPID=0\n');
  for (const name of ['systemctl', 'loginctl']) {
    const path = join(home.dir, 'bin', name);
    writeFileSync(
      path,
      `#!/bin/sh
case " $* " in *' show '*) [ -e '${failing}' ] || exec cat '${shown}';; *) echo "${name} $*" >> '${asked}';; esac
if [ -e '${failing}' ]; then cat '${failing}' >&2; exit 1; fi
`,
    );
    chmodSync(path, 0o755);
  }
  return {
    asked: () => (existsSync(asked) ? readFileSync(asked, 'utf8').trimEnd().split('\n') : []),
    show: (service: object, socket: object = {}) =>
      writeFileSync(
        shown,
        [
          { Id: 'tempo-tui.service', ...service },
          { Id: 'tempo-tui.socket', ...socket },
        ]
          .map(
            (each) =>
              `${Object.entries(each)
                .map((pair) => pair.join('='))
                .join('\n')}\n`,
          )
          .join('\n'),
      ),
    fail: (reason: string) => writeFileSync(failing, reason),
  };
}

function unitsOf(home: Home) {
  const dir = join(home.dir, '.config', 'systemd', 'user');
  return { dir, service: join(dir, 'tempo-tui.service'), socket: join(dir, 'tempo-tui.socket') };
}

const failure = (home: Home, ...args: string[]) =>
  runCli(home, ...args).then(
    () => expect.unreachable('it did not fail'),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );

describe('service install', () => {
  it('shows everything first, and does nothing where nobody can be asked', async () => {
    const home = makeHome();
    const systemd = fakeSystemd(home);
    const { code, stdout, stderr } = await failure(home, 'service', 'install', '--host', '0.0.0.0');
    expect(code).toBe(2);
    expect(stderr).toContain('Nothing was installed: there is no terminal to ask on. --yes does not ask.');
    const { service, socket, dir } = unitsOf(home);
    for (const shown of [
      `writes ${service}:`,
      `writes ${socket}:`,
      'ListenStream=0.0.0.0:7776',
      'enable --now',
    ])
      expect(stdout).toContain(shown);
    expect(existsSync(dir)).toBe(false);
    expect(systemd.asked()).toEqual([]);
  });

  it('writes and starts it with --yes, and keeps what is not its own', async () => {
    const home = makeHome();
    const systemd = fakeSystemd(home);
    const { dir, service, socket } = unitsOf(home);
    mkdirSync(dir, { recursive: true });
    writeFileSync(service, '[Service]\nExecStart=/bin/of-somebody-else\n');
    const data = join(home.dir, 'my data');
    const install = ['service', 'install', '--yes', '--data-dir', data, '--port', '7801'];
    const { stdout, stderr } = await runCli(home, ...install);
    expect(stdout).toContain(`writes ${service}, where a file is that is not of this program`);
    const [kept] = readdirSync(dir).filter((name) => name.endsWith('.bak'));
    expect(readFileSync(join(dir, kept!), 'utf8')).toContain('of-somebody-else');
    expect(stderr).toContain(join(dir, kept!));
    expect(readFileSync(service, 'utf8')).toContain(` serve --data-dir "${data}" --port 7801\n`);
    expect(readFileSync(socket, 'utf8')).toContain('ListenStream=127.0.0.1:7801\n');
    expect(statSync(service).mode & 0o777).toBe(0o644);
    expect(statSync(data).mode & 0o777).toBe(0o700);
    expect(systemd.asked()).toEqual(
      expect.arrayContaining([
        'systemctl --user daemon-reload',
        'systemctl --user enable --now tempo-tui.socket tempo-tui.service',
      ]),
    );

    const again = await runCli(home, ...install);
    expect(again.stdout).toContain(`stays as it is: ${service}`);
    expect(systemd.asked()).toContain('systemctl --user restart tempo-tui.service');
    expect(readdirSync(dir)).toHaveLength(3);
  });

  it('prints the files alone with --print', async () => {
    const home = makeHome();
    const systemd = fakeSystemd(home);
    const { stdout, stderr } = await runCli(
      home,
      'service',
      'install',
      '--print',
      '--config',
      '/dev/null',
    ).catch((error) => error);
    expect(stdout).toBe('');
    expect(stderr).toContain('/dev/null');
    const printed = await runCli(home, 'service', 'install', '--print');
    expect(printed.stdout).toMatch(
      /^# \S+tempo-tui\.socket\n[\s\S]*\n# \S+tempo-tui\.service\n[\s\S]*\[X-tempo-tui\]/,
    );
    expect(printed.stdout).not.toContain('runs:');
    expect([printed.stderr, systemd.asked(), existsSync(unitsOf(home).dir)]).toEqual(['', [], false]);
  });

  it('says what is left to do when systemd does not do it', async () => {
    const home = makeHome();
    const systemd = fakeSystemd(home);
    systemd.fail('Failed to connect to bus: No medium found');
    const { code, stderr } = await failure(home, 'service', 'install', '--yes');
    expect(code).toBe(1);
    expect(stderr).toContain('`systemctl --user daemon-reload` failed: Failed to connect to bus');
    expect(stderr).toContain('not by su or sudo');
    expect(stderr).toMatch(
      /left to do:\n {2}systemctl --user daemon-reload\n {2}systemctl --user enable --now/,
    );
    expect(systemd.asked()).toHaveLength(1);
  });

  it('does not put a service beside a program that has the data', async () => {
    const home = makeHome();
    const systemd = fakeSystemd(home);
    const { child } = await serveProgram(home);
    const { code, stderr } = await failure(home, 'service', 'install', '--yes');
    expect(code).toBe(75);
    expect(stderr).toContain(`tempo-tui (pid ${child.pid},`);
    expect([systemd.asked(), existsSync(unitsOf(home).dir)]).toEqual([[], false]);
    child.kill('SIGSTOP');
    const frozen = await failure(home, 'service', 'install', '--yes');
    child.kill('SIGCONT');
    expect(frozen.stderr).toContain(`that was suspended (pid ${child.pid}) and receives nothing.`);
    expect(existsSync(unitsOf(home).dir)).toBe(false);
    systemd.show({ ActiveState: 'active', MainPID: child.pid });
    expect((await runCli(home, 'service', 'install', '--yes')).stderr).toContain(`(pid ${child.pid})`);
  });

  it.each([
    ['--tls-cert nope --tls-key nope', /^The certificate \S+nope cannot be read: it is not there\.\n$/],
    ['--allow 10.0.0.0/8,lan', /^--allow, or .* "lan" is none of these\.\n$/],
    ['--config nope.json', /^The config file \S+nope\.json cannot be read: ENOENT/],
    ['--config bad.json', /^The config file \S+bad\.json: allow: /],
  ])('makes no service that would end at once: %s', async (options, reason) => {
    const home = makeHome();
    const systemd = fakeSystemd(home);
    writeFileSync(join(home.dir, 'bad.json'), '{"allow": 1}');
    const given = options.split(' ').map((word) => (word.endsWith('.json') ? join(home.dir, word) : word));
    for (const how of ['--yes', '--print']) {
      const { code, stdout, stderr } = await failure(home, 'service', 'install', how, ...given);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(reason);
    }
    const served = await failure(home, 'serve', '--port', '0', ...given);
    expect([served.code, served.stderr]).toEqual([2, expect.stringMatching(reason)]);
    expect([systemd.asked(), existsSync(unitsOf(home).dir)]).toEqual([[], false]);
  });
});

describe('service status', () => {
  it('goes by systemd and by who has the data', async () => {
    const home = makeHome();
    const systemd = fakeSystemd(home);
    const missing = await failure(home, 'service', 'status');
    expect(missing.code).toBe(1);
    expect(missing.stdout).toMatch(/^installed: no .*\n[\s\S]*\n→ .* service install installs it\n/);

    await runCli(home, 'service', 'install', '--yes');
    const down = await failure(home, 'service', 'status');
    expect(down.stdout).toMatch(/running: inactive\n.*in use by nobody\n/);

    const { child, endpoint } = await serveProgram(home);
    systemd.show(
      { ActiveState: 'active', MainPID: child.pid, UnitFileState: 'enabled' },
      { ActiveState: 'active' },
    );
    const { stdout } = await runCli(home, 'service', 'status');
    expect(stdout).toContain(`running: active, pid ${child.pid}, its socket is active\n`);
    expect(stdout).toContain(`in use by pid ${child.pid}, port ${new URL(endpoint).port}\n`);
    const json = JSON.parse((await runCli(home, 'service', 'status', '--json')).stdout);
    expect(json).toMatchObject({ running: true, installed: 'by this program', owner: { pid: child.pid } });
    const data = join(home.dir, '.local', 'share', 'tempo-tui');
    const other = await failure(home, 'service', 'status', '--data-dir', join(home.dir, 'other'));
    expect([other.code, other.stdout]).toEqual([2, '']);
    expect(other.stderr).toContain(`has its data in ${data}, and not in ${join(home.dir, 'other')}`);
    expect((await runCli(home, 'service', 'status', '--data-dir', data)).stdout).toContain('running: active');
  });

  it('says who has the data also where no service is installed', async () => {
    const home = makeHome();
    fakeSystemd(home);
    const data = join(home.dir, 'other');
    const { child } = await serveProgram(home, { args: ['--data-dir', data] });
    const { stdout, stderr } = await failure(home, 'service', 'status', '--data-dir', data);
    expect(stdout).toContain(`data: ${data}, in use by pid ${child.pid}, port `);
    expect(stdout).toMatch(
      new RegExp(
        `→ quit the tempo-tui with pid ${child.pid}, .* service install --data-dir ${data} installs it\n`,
      ),
    );
    expect(stderr).toBe('The service is not installed.\n');
    expect((await failure(home, 'service', 'status')).stdout).toContain('in use by nobody\n');
  });

  it('does not say that it is down where nobody can be asked, and how an unfinished one is finished', async () => {
    const home = makeHome();
    const systemd = fakeSystemd(home);
    systemd.fail('Failed to connect to bus: No medium found');
    await failure(home, 'service', 'install', '--yes');
    const { code, stdout, stderr } = await failure(home, 'service', 'status');
    expect(code).toBe(1);
    expect(stdout).toContain('running: not known (Failed to connect to bus: No medium found)\n');
    expect(stdout).toContain('starts by itself: disabled\n');
    expect(stdout).toContain('→ systemctl --user enable --now tempo-tui.socket tempo-tui.service');
    expect(stderr).toBe('Whether the service runs is not known.\n');
  });
});

describe('service uninstall', () => {
  it('stops it and takes away its own files alone; the data stays', async () => {
    const home = makeHome();
    const systemd = fakeSystemd(home);
    const none = await failure(home, 'service', 'uninstall', '--yes');
    expect(none.stderr).toContain('There is no service of this program');
    await runCli(home, 'service', 'install', '--yes');
    const { dir, service, socket } = unitsOf(home);
    writeFileSync(socket, '[Socket]\nListenStream=1\n');
    const { stderr } = await runCli(home, 'service', 'uninstall', '--yes');
    expect(systemd.asked().slice(-2)).toEqual([
      'systemctl --user disable --now tempo-tui.socket tempo-tui.service',
      'systemctl --user daemon-reload',
    ]);
    expect([existsSync(service), readdirSync(dir)]).toEqual([false, ['tempo-tui.socket']]);
    const data = join(home.dir, '.local', 'share', 'tempo-tui');
    expect(stderr).toContain(`The data stays: ${data}`);
    expect(stderr).toContain(`${socket} is not of this program and stays.`);
    expect(existsSync(dirname(data))).toBe(true);
  });

  const unreachable = 'Failed to connect to bus: No medium found';

  it.skipIf(hasSystemd('user', { env: {}, uid: userInfo().uid }))(
    'takes its files away also where no systemd runs',
    async () => {
      const home = makeHome();
      const systemd = fakeSystemd(home);
      await runCli(home, 'service', 'install', '--yes');
      const { dir, service } = unitsOf(home);
      const wants = join(dir, 'default.target.wants');
      mkdirSync(wants);
      symlinkSync(service, join(wants, 'tempo-tui.service'));
      symlinkSync('/elsewhere', join(dir, 'other.service'));
      systemd.fail(unreachable);
      const { stderr } = await runCli(home, 'service', 'uninstall', '--yes');
      expect(stderr).toContain(`systemd could not be asked (${unreachable}). None runs here`);
      expect(stderr).toContain(`The data stays: ${join(home.dir, '.local', 'share', 'tempo-tui')}\n`);
      expect([readdirSync(dir), readdirSync(wants)]).toEqual([['default.target.wants', 'other.service'], []]);
      expect(systemd.asked().at(-1)).toContain('disable --now');
    },
  );

  it.each([
    ['refuses', 'Access denied'],
    ['runs and cannot be asked', unreachable],
  ])('leaves everything where systemd %s, and says all that is left to do', async (_, reason) => {
    const home = makeHome();
    const systemd = fakeSystemd(home);
    mkdirSync(join(home.dir, 'run', 'systemd', 'private'), { recursive: true });
    home.env.XDG_RUNTIME_DIR = join(home.dir, 'run');
    await runCli(home, 'service', 'install', '--yes');
    systemd.fail(reason);
    const { service, socket } = unitsOf(home);
    const { code, stderr } = await failure(home, 'service', 'uninstall', '--yes');
    expect(code).toBe(1);
    expect(stderr).toContain(
      `What is left to do:
  systemctl --user disable --now tempo-tui.socket tempo-tui.service
  rm ${service} ${socket}
  systemctl --user daemon-reload
The data stays: ${join(home.dir, '.local', 'share', 'tempo-tui')}
`,
    );
    expect([existsSync(service), existsSync(socket)]).toEqual([true, true]);
  });
});

describeInTerminal('service install in a terminal', () => {
  it('asks, and does nothing without a yes', async () => {
    const home = makeHome();
    const systemd = fakeSystemd(home);
    const answered = async (answer: string) => {
      const terminal = await openTerminal([process.execPath, 'dist/cli.js', 'service', 'install'], {
        columns: 120,
        rows: 100,
        record: false,
        env: home.env,
      });
      await terminal.waitFor('run these commands? y/N');
      await terminal.press(answer, 'Enter');
      return terminal.exited();
    };
    expect(await answered('n')).toBe(1);
    expect([systemd.asked(), existsSync(unitsOf(home).dir)]).toEqual([[], false]);
    expect(await answered('y')).toBe(0);
    expect(systemd.asked()).toContain('systemctl --user enable --now tempo-tui.socket tempo-tui.service');
  });
});
