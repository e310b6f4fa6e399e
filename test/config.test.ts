import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../src/config.ts';
import { tempDir } from './support/temp-dir.ts';

function configFile(content: object | string): string {
  const path = join(tempDir(), 'config.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('the settings', () => {
  it('come from the flags before the environment, from that before the file, and else are the defaults', () => {
    const config = configFile({ port: 1000, host: '192.0.2.1', dataDir: '/from/file', rateLimit: 5 });
    expect(readSettings({ config }, {})).toMatchObject({
      port: 1000,
      host: '192.0.2.1',
      dataDir: '/from/file',
      rateLimit: 5,
    });
    expect(readSettings({ config }, { TEMPO_TUI_DATA: '/from/env' }).dataDir).toBe('/from/env');
    const flags = { config, port: '2000', host: '::1', dataDir: '/from/flag', rateLimit: '0' };
    const settings = readSettings(flags, { TEMPO_TUI_DATA: '/from/env' });
    expect(settings).toMatchObject({ port: 2000, host: '::1', dataDir: '/from/flag', rateLimit: 0 });
    expect(readSettings({ config: configFile({}) }, {})).toMatchObject({
      port: 7776,
      rateLimit: 600,
      retention: { events: 1_000_000, bytes: 2 ** 30 },
    });
  });

  it('take the theme from the flag before the file, and have nothing beyond the screen unless it is wanted', () => {
    const config = configFile({ theme: 'light', keys: { ack: ['A'] }, notify: 'both', title: true });
    expect(readSettings({ config }, {})).toMatchObject({
      theme: 'light',
      keys: { ack: ['A'] },
      notify: 'both',
      title: true,
      configFile: config,
    });
    expect(readSettings({ config, theme: 'plain' }, {}).theme).toBe('plain');
    const untouched = { theme: 'default', keys: {}, notify: 'off', title: false };
    expect(readSettings({ config: configFile({}) }, {})).toMatchObject(untouched);
  });

  it('take who may connect from the flag before the file, and are private networks else', () => {
    const config = configFile({ allow: ['10.0.0.0/8', 'fd00::/8'] });
    expect(readSettings({ config }, {}).allow).toEqual(['10.0.0.0/8', 'fd00::/8']);
    expect(readSettings({ config, allow: 'private, 203.0.113.7' }, {}).allow).toEqual([
      'private',
      '203.0.113.7',
    ]);
    expect(readSettings({ config: configFile({}) }, {}).allow).toEqual(['private']);
    expect(() => readSettings({ config: configFile({ allow: [] }) }, {})).toThrow(/allow: /);
  });

  it('take both files of a certificate from one place, those of the file from beside it', () => {
    const config = configFile({ tls: { cert: 'mon.crt', key: '/etc/mon.key' } });
    expect(readSettings({ config }, {}).tls).toEqual({
      cert: join(config, '..', 'mon.crt'),
      key: '/etc/mon.key',
    });
    const flags = { config, tlsCert: '/a.crt', tlsKey: '/a.key' };
    expect(readSettings(flags, {}).tls).toEqual({ cert: '/a.crt', key: '/a.key' });
    expect(readSettings({ config: configFile({}) }, {})).not.toHaveProperty('tls');
    expect(() => readSettings({ config, tlsCert: '/a.crt' }, {})).toThrow('--tls-cert goes with --tls-key');
    expect(() => readSettings({ config, tlsKey: '/a.key' }, {})).toThrow('--tls-key goes with --tls-cert');
    expect(() => readSettings({ config: configFile({ tls: { cert: 'a' } }) }, {})).toThrow(/tls\.key: /);
  });

  it('leave the mouse to the terminal unless asked for it', () => {
    expect(readSettings({ config: configFile({}) }, {}).mouse).toBe(false);
    expect(readSettings({ config: configFile({ mouse: true }) }, {}).mouse).toBe(true);
    expect(readSettings({ config: configFile({ mouse: false }), mouse: true }, {}).mouse).toBe(true);
    expect(() => readSettings({ config: configFile({ mouse: 'yes' }) }, {})).toThrow(/mouse: .*boolean/);
  });

  it('keep for ever unless a number of days is given', () => {
    expect(readSettings({ config: configFile({}) }, {}).retention).not.toHaveProperty('days');
    const retention = { days: 90, events: 10, megabytes: 0.5 };
    expect(readSettings({ config: configFile({ retention }) }, {}).retention).toEqual({
      days: 90,
      events: 10,
      bytes: 512 * 1024,
    });
  });

  it.each([
    [{ port: 'many' }, '--port takes a whole number from 0 to 65535.'],
    [{ port: '-1' }, '--port takes a whole number'],
    [{ port: '65536' }, '--port takes a whole number'],
    [{ rateLimit: '1.5' }, '--rate-limit takes a whole number from 0 to 1000000.'],
    [
      { theme: 'neon' },
      '--theme: There is no theme "neon". The themes are default, dark, light, colour-blind, plain.',
    ],
  ])('say what is wrong with %j', (flags, message) => {
    expect(() => readSettings({ ...flags, config: configFile({}) }, {})).toThrow(message);
  });

  it.each([
    ['{', 'is not valid JSON'],
    [{ port: 70_000 }, 'config.json: port: '],
    [{ prot: 1 }, 'prot'],
    [{ theme: 'neon' }, 'config.json: theme: There is no theme "neon". The themes are default, dark,'],
    [{ theme: 7 }, 'There is no theme 7.'],
    [{ keys: { ack: 'A' } }, 'config.json: keys.ack: '],
    [{ notify: true }, 'config.json: notify: '],
    [{ title: 'yes' }, 'config.json: title: '],
    [{ retention: { days: 0 } }, 'retention.days'],
    [{ retention: { events: -1 } }, 'retention.events'],
    [{ retention: { event: 1 } }, 'retention: '],
  ])('say what is wrong with a file of %j', (content, message) => {
    expect(() => readSettings({ config: configFile(content) }, {})).toThrow(message);
  });

  it('names all that is wrong in a config file at once', () => {
    const config = configFile({ host: 1, retention: { days: -1 }, prot: 7776 });
    expect(() => readSettings({ config }, {})).toThrow(
      /^The config file \S+config\.json:\n {2}host: .*\n {2}retention\.days: .*\n {2}top level: .*"prot"$/,
    );
  });

  it('need a file that was named, and can be read', () => {
    expect(() => readSettings({ config: '/nowhere/config.json' }, {})).toThrow(
      '/nowhere/config.json cannot be read',
    );
    const dir = join(tempDir(), 'config.json');
    mkdirSync(dir);
    chmodSync(dir, 0o700);
    expect(() => readSettings({ config: dir }, {})).toThrow('cannot be read');
  });
});
