import { expect, it } from 'vitest';
import { ownHosts } from '../../../src/commands/tls/own-hosts.ts';

const LOOPBACK = ['localhost', '127.0.0.1', '::1'];

it.each([
  ['mon', ['192.0.2.2', 'mon', 'fd00::2'], ['mon', 'mon.local', '192.0.2.2', 'fd00::2']],
  ['mon.lan', ['192.0.2.2'], ['mon.lan', 'mon', 'mon.local', '192.0.2.2']],
  ['bad name', [], []],
])('a machine that is called %s has its names and addresses', (name, reachable, hosts) => {
  expect(ownHosts([], name, reachable)).toEqual([...hosts, ...LOOPBACK]);
});

it('has the names that are given first, each once', () => {
  const given = ['mon.example.org.', '10.0.0.9', '[fd00::9]', 'bücher.lan', 'localhost'];
  const hosts = ownHosts(given, 'mon', []);
  expect(hosts.slice(0, 4)).toEqual(['mon.example.org', '10.0.0.9', 'fd00::9', 'xn--bcher-kva.lan']);
  expect(hosts.filter((host) => host === 'localhost')).toHaveLength(1);
});

it.each(['', 'https://mon.lan', 'mon.lan:7776', 'a b', '300.1.1.1', '*.lan', 'fe80::1%eth0', '-x', 'a..b'])(
  'takes %j for no name',
  (name) => {
    expect(() => ownHosts([name], 'mon', [])).toThrow(/--name takes a host name or an address/);
  },
);
