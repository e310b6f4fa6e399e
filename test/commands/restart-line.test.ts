import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openingLine, restartLine, serviceLine } from '../../src/commands/restart-line.ts';

const UNIT = '/app.slice/tempo-tui.service';
const OF_USER = `0::/user.slice/user-1000.slice/user@1000.service${UNIT}\n`;

describe('how a receiver is started again', () => {
  it('names what it was started with, and the port it has in truth', () => {
    const flags = { port: '0', tlsCert: '/etc/pair/a.pem', tlsKey: '/etc/pair/a key.pem', theme: 'dark' };
    const settings = { host: '0.0.0.0' };
    expect(restartLine({ settings, flags, port: 7777, env: { TEMPO_TUI_DATA: '/var/lib/it is' } })).toMatch(
      / serve --data-dir '\/var\/lib\/it is' --port 7777 --host 0\.0\.0\.0 --tls-cert \/etc\/pair\/a\.pem --tls-key '\/etc\/pair\/a key\.pem'$/,
    );
    expect(restartLine({ settings: {}, flags: { dataDir: 'mine' }, port: 7776, env: {} })).toContain(
      ` serve --data-dir ${resolve('mine')} --port 7776`,
    );
    expect(restartLine({ settings: {}, flags: {}, port: 7776, env: {} })).toMatch(/ serve --port 7776$/);
  });

  it('opens to the LAN one that is not', () => {
    const settings = {};
    expect(openingLine({ settings, flags: {}, port: 7776, env: {} })).toMatch(
      / serve --port 7776 --host 0\.0\.0\.0$/,
    );
    const env = { XPC_SERVICE_NAME: 'tempo-tui' };
    expect(openingLine({ settings, flags: {}, port: 7776, env })).toMatch(
      / service install --port 7776 --host 0\.0\.0\.0$/,
    );
  });

  it.each([
    ['a unit of the user', { SYSTEMD_EXEC_PID: '7' }, OF_USER, 'systemctl --user start tempo-tui.service'],
    [
      'a unit of the system',
      { SYSTEMD_EXEC_PID: '7' },
      `0::/system.slice/tempo-tui.service\n`,
      'systemctl start tempo-tui.service',
    ],
    ['a child of a unit', { SYSTEMD_EXEC_PID: '6' }, OF_USER, undefined],
    ['a shell', {}, '0::/user.slice/user-1000.slice/session-3.scope\n', undefined],
    ['a container', { SYSTEMD_EXEC_PID: '7' }, '0::/\n', undefined],
    ['an agent', { XPC_SERVICE_NAME: 'tempo-tui' }, '', /^launchctl kickstart gui\/\d+\/tempo-tui$/],
  ])('is told of %s', (_, env, cgroup, line) => {
    const told = serviceLine(env, 7, cgroup);
    if (line instanceof RegExp) expect(told).toMatch(line);
    else expect(told).toBe(line);
  });
});
