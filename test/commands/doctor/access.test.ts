import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { judgeAccess } from '../../../src/commands/doctor/access.ts';
import { command, told } from './facts.ts';

function card(address: string, cidr: string): NetworkInterfaceInfo {
  const rest = { netmask: '', mac: '', internal: false, cidr, address };
  return address.includes(':') ? { ...rest, family: 'IPv6', scopeid: 0 } : { ...rest, family: 'IPv4' };
}
const INTERFACES = { eth0: [card('203.0.113.5', '203.0.113.5/24'), card('2001:db8::5', '2001:db8::5/64')] };

function judged(allow: readonly string[], open: readonly string[] = []): string {
  return told(judgeAccess({ allow, open }, command, INTERFACES))[0]!;
}

describe('doctor on who may connect', () => {
  it('says who it is', () => {
    expect(judged(['private', '198.51.100.0/24'])).toMatch(
      /^ok access: this machine, and private networks \(.*\), 198\.51\.100\.0\/24, may connect; others get 403$/,
    );
    expect(judged(['any'], ['203.0.113.5'])).toBe(
      'ok access: any address may connect; the token decides alone',
    );
  });

  it('warns where the neighbours at an open address may not, with the line that lets them in', () => {
    expect(judged(['private'], ['203.0.113.5'])).toMatch(
      /^warning access: .*the network of this machine, 203\.0\.113\.5\/24, is not among them → .*: tempo-tui --host 0\.0\.0\.0 --allow private,203\.0\.113\.5\/24$/,
    );
    expect(judged(['private', '203.0.113.0/24'], ['203.0.113.5'])).toMatch(/^ok/);
  });

  it('fails for what is no network', () => {
    expect(judged(['10.0.0.0/40'])).toMatch(/^failure access: .*"10\.0\.0\.0\/40" is none of these/);
  });
});
