import { expect, it } from 'vitest';
import { checkServerUrl } from '../../src/score/url-policy.ts';

it.each([
  ['https://pve.lan:8006', 'https://pve.lan:8006', false],
  [' https://pve.lan:8006/ ', 'https://pve.lan:8006', false],
  ['https://pve.lan/pve/', 'https://pve.lan/pve', false],
  ['https://pve.lan:8006/#v1:0:18:4:::::::=notification-targets', 'https://pve.lan:8006', true],
  ['https://https://pve.lan:8006', 'https://pve.lan:8006', false],
  ['https://http://https://pve.lan/', 'https://pve.lan', false],
  ['https://pve.lan:8006/#', 'https://pve.lan:8006', true],
  ['https://pve.lan:8006/#a?b', 'https://pve.lan:8006', true],
])('%j is the web interface at %s, cut: %s', (text, serverUrl, cut) => {
  expect(checkServerUrl(text)).toEqual({ serverUrl, cut });
});

it.each([
  ['pve.lan:8006', 'begin with https://'],
  ['192.168.1.5:8006', 'begin with https://'],
  ['pve.lan', 'begin with https://'],
  ['//pve.lan', 'begin with https://'],
  ['', 'begin with https://'],
  ['https://pve.lan:8006/?console=kvm', 'ends before the ?'],
  ['https://pve.lan:8006/?', 'ends before the ?'],
  ['https://pve.lan:8006/?a=1#v1', 'ends before the ?'],
  ['file:///etc/passwd', 'file: addresses are not opened'],
  ['ssh://pve.lan', 'takes an http or https address'],
  ['https://me:secret@pve.lan', 'user name or password'],
  ['https://', 'not a URL'],
  ['pve lan', 'do not belong there'],
])('%j is refused: %s', (text, reason) => {
  expect(checkServerUrl(text)).toEqual({ reason: expect.stringContaining(reason) });
});
