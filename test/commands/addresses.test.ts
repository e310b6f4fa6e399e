import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { lanEndpoints, reach, reachableNames } from '../../src/commands/addresses.ts';

function card(address: string, internal = false): NetworkInterfaceInfo {
  const rest = { netmask: '', mac: '', internal, cidr: null };
  return address.includes(':')
    ? { address, family: 'IPv6', scopeid: 0, ...rest }
    : { address, family: 'IPv4', ...rest };
}

describe('the names a machine is reached by', () => {
  it('begin with the likeliest: the LAN, the name, IPv6, and bridges of containers last', () => {
    const cards = {
      docker0: [card('172.17.0.1')],
      lo: [card('127.0.0.1', true), card('::1', true)],
      eth0: [card('fe80::1'), card('2001:db8::7'), card('192.0.2.7'), card('169.254.3.4')],
      wg0: [card('198.51.100.7')],
    };
    expect(reachableNames(cards, 'pve-mon')).toEqual([
      '192.0.2.7',
      '198.51.100.7',
      'pve-mon',
      '2001:db8::7',
      '172.17.0.1',
    ]);
  });

  it.each(['localhost', '', 'a name\u001B[2J'])('leave out a name that leads nowhere: %j', (name) => {
    expect(reachableNames({}, name)).toEqual([]);
  });
});

describe('where senders post to', () => {
  it.each([
    [undefined, true, 'http://127.0.0.1:7776/ingest'],
    ['127.0.0.1', true, 'http://127.0.0.1:7776/ingest'],
    ['192.0.2.7', false, 'http://192.0.2.7:7776/ingest'],
    ['2001:db8::7', false, 'http://[2001:db8::7]:7776/ingest'],
  ])('of a receiver on %s', (host, loopbackOnly, endpoint) => {
    expect(reach(host, 7776)).toMatchObject({ loopbackOnly, endpoint });
  });

  it('is one alone where one address is listened on', () => {
    expect(lanEndpoints('192.0.2.7', 7776)).toEqual(['http://192.0.2.7:7776/ingest']);
    expect(lanEndpoints('0.0.0.0', 7776)).toEqual(lanEndpoints(undefined, 7776));
    expect(lanEndpoints('::', 7776)).not.toHaveLength(0);
  });
});
