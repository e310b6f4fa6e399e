import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
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
case " $* " in *' show '*) exec cat '${shown}';; esac
echo "${name} $*" >> '${asked}'
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
    systemd.show({ ActiveState: 'active', MainPID: child.pid });
    expect((await runCli(home, 'service', 'install', '--yes')).stderr).toContain(`(pid ${child.pid})`);
  });
});

describe('service status', () => {
  it('goes by systemd and by who has the data', async () => {
    const home = makeHome();
    const systemd = fakeSystemd(home);
    const missing = await failure(home, 'service', 'status');
    expect(missing.code).toBe(1);
    expect(missing.stdout).toMatch(/^installed: no .*\n[\s\S]*→ tempo-tui service install/);

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
