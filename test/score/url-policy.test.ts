import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkServerUrl, checkUrl, originOf } from '../../src/score/url-policy.ts';
import { hostileText } from '../support/hostile-texts.ts';

const SCHEMES = ['http:', 'https:', 'ssh:', 'mailto:', 'todoist:', 'javascript:', 'file:', 'data:'];
const PARTS = ['//', '/', '?', '#', '@', ':', ':8006', 'pve.lan', '-o', '%2d'];
const address = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...SCHEMES, ...PARTS) },
      { weight: 1, arbitrary: hostileText },
    ),
    { maxLength: 7 },
  )
  .map((parts) => parts.join(''));

it('lets nothing pass but printable ASCII of an allowed scheme, without a password, to a host that is no option', () => {
  let passed = 0;
  fc.assert(
    fc.property(fc.oneof(address, fc.webUrl()), (text) => {
      const checked = checkUrl(text);
      if ('reason' in checked) return;
      passed += 1;
      const { url } = checked;
      expect(url.href).toMatch(/^(https?|ssh|mailto|todoist):[!-~]*$/);
      expect(url.href).not.toContain('\\');
      expect(url.password).toBe('');
      if (url.protocol !== 'ssh:') expect(url.username).toBe('');
      expect(url.hostname).not.toMatch(/^-|%/);
      // What is opened is read again by whoever opens it: it means the same there.
      expect(checkUrl(url.href)).toEqual({ url });
      expect(originOf(url).startsWith(url.protocol)).toBe(true);
      expect(text).not.toMatch(/[\p{C}\p{Z}\\]/u);
    }),
    { numRuns: 5000 },
  );
  expect(passed).toBeGreaterThan(100);
});

it.each([
  ['ssh://%2DoProxyCommand=id', 'no proper host'],
  ['mailto:root@pve.lan?attach=/etc/passwd', 'more than a mail'],
  ['mailto:root@pve.lan?subject=x&Attachment=/etc/passwd', 'more than a mail'],
])('%s is not opened: %s', (text, reason) => {
  expect(checkUrl(text)).toEqual({ reason: expect.stringContaining(reason) });
});

it('takes an address for too long as it is written out, too', () => {
  expect(checkUrl(`https://pve.lan/${'é'.repeat(1000)}`)).toEqual({ reason: 'the address is too long' });
});

it('opens a mail with a subject and a text', () => {
  expect(checkUrl('mailto:root@pve.lan?subject=a&body=b')).toHaveProperty('url');
});

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
