import { expect, it } from 'vitest';
import { endpointFrom, givenEndpoint } from '../../src/commands/given-endpoint.ts';

it.each([
  ['mon', 'http://mon:7776/ingest'],
  ['pve-mon.lan', 'http://pve-mon.lan:7776/ingest'],
  ['localhost', 'http://localhost:7776/ingest'],
  ['127.0.0.1', 'http://127.0.0.1:7776/ingest'],
  ['192.168.1.20', 'http://192.168.1.20:7776/ingest'],
  ['192.168.1.20:80', 'http://192.168.1.20:80/ingest'],
  ['mon:8080', 'http://mon:8080/ingest'],
  ['::1', 'http://[::1]:7776/ingest'],
  ['2001:db8::7', 'http://[2001:db8::7]:7776/ingest'],
  ['[2001:db8::7]:8080', 'http://[2001:db8::7]:8080/ingest'],
  ['http://192.168.1.20', 'http://192.168.1.20/ingest'],
  ['https://mon.lan/', 'https://mon.lan/ingest'],
  ['https://mon.lan:8443/tempo/ingest', 'https://mon.lan:8443/tempo/ingest'],
  [' mon ', 'http://mon:7776/ingest'],
])('%j leads to %s', (given, endpoint) => {
  expect(givenEndpoint(given, 7776)).toBe(endpoint);
  expect(URL.canParse(endpoint)).toBe(true);
});

it.each(['0.0.0.0', '::'])('%s is where one listens, and so nothing is told by it', (given) => {
  expect(givenEndpoint(given, 7776)).toBeUndefined();
});

it.each([
  ...[
    '',
    ' ',
    'mon lan',
    'mon:',
    'mon:0',
    'mon:65536',
    'mon:http',
    'mon/ingest',
    '-h',
    '1234',
    '1.2.3',
    'a:b:c',
  ],
  ...[
    '[mon]',
    '[::1',
    'fe80::1%eth0',
    'ftp://mon',
    'https://',
    'https://mon/#x',
    'https://mon/?a=1',
    'mön lan',
  ],
  ...['https://me:secret@mon', 'me@mon', `mon'\ntouch hit`],
])('%j is refused', (given) => {
  expect(endpointFrom(given.trim(), 7776)).toBeUndefined();
  expect(() => givenEndpoint(given, 7776)).toThrow(/^--host of setup takes where senders reach the receiver/);
});
