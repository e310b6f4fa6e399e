import { describe, expect, it } from 'vitest';
import { networksFrom } from '../../src/ingest/networks.ts';

describe('allowed networks', () => {
  it.each([
    ['private', '10.1.2.3', true],
    ['private', '172.31.255.255', true],
    ['private', '172.32.0.1', false],
    ['private', '100.64.0.1', true],
    ['private', '100.128.0.1', false],
    ['private', '169.254.3.4', true],
    ['private', 'fd12::7', true],
    ['private', 'fe80::1%eth0', true],
    ['private', '2001:db8::1', false],
    ['private', '203.0.113.7', false],
    ['private', '::ffff:192.168.0.9', true],
    ['private', '::ffff:203.0.113.7', false],
    ['any', '203.0.113.7', true],
    ['203.0.113.7', '203.0.113.7', true],
    ['203.0.113.7', '203.0.113.8', false],
    ['203.0.113.7/24', '203.0.113.8', true],
    ['::ffff:203.0.113.0/120', '203.0.113.8', true],
    ['::ffff:cb00:7100/120', '203.0.113.8', true],
    ['::ffff:203.0.113.0/120', '203.0.114.8', false],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['::/0', '203.0.113.7', false],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['0.0.0.0/0', '203.0.113.7', true],
    ['any', 'unknown', true],
    ['private', 'unknown', false],
  ])('%s, asked for %s: %s', (network, address, has) => {
    expect(networksFrom([network], '--allow').has(address)).toBe(has);
  });

  it('are all of those that are given', () => {
    const networks = networksFrom(['private', '203.0.113.0/24'], '--allow');
    expect(['10.0.0.1', '203.0.113.1', '203.0.114.1'].map(networks.has)).toEqual([true, true, false]);
  });

  it.each([
    '',
    '10.0.0.0/33',
    '::1/129',
    '10.0.0',
    '300.0.0.1',
    'fe80::1%eth0',
    'mon.lan',
    '10.0.0.1/',
    '::ffff:1.2.3.4/95',
    '-1',
  ])('are not %j, and the error names it', (text) => {
    expect(() => networksFrom(['private', text], '--allow')).toThrow(
      `--allow takes addresses and networks, such as 192.168.1.20, 10.0.0.0/8 or fd00::/8, "private" or "any": ${JSON.stringify(text)} is none`,
    );
  });

  it('are not none at all', () => {
    expect(() => networksFrom([], '--from')).toThrow('--from takes addresses and networks');
  });
});
