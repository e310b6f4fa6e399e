import { expect, it } from 'vitest';
import { judgeFirewall } from '../../../src/commands/doctor/firewall.ts';
import type { FirewallFacts } from '../../../src/commands/doctor/firewall-facts.ts';
import { told } from './facts.ts';

const CLOSED = `table inet filter {
	chain input {
		type filter hook input priority filter; policy drop;
		ct state { established, related } accept
		iif "lo" accept
		tcp dport { 22, 80 } accept
	}

	chain forward {
		type filter hook forward priority filter; policy drop;
	}
}`;
/** As iptables-nft writes it. */
const REJECTING = `table ip filter {
	chain INPUT {
		type filter hook input priority filter; policy accept;
		iifname "lo" counter packets 12 bytes 1458 accept
		counter packets 3 bytes 180 reject
	}
}`;
const FORWARD_ALONE = CLOSED.replace('policy drop', 'policy accept');
const LISTED = '-P INPUT DROP\n-A INPUT -i lo -j ACCEPT\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\n';
const UFW = { config: '# comment\nENABLED=yes\nLOGLEVEL=low\n', rules: '' };
const ALLOWED = '### tuple ### allow tcp 7776 0.0.0.0/0 any 0.0.0.0/0 in\n';

it.each<[string, FirewallFacts, string]>([
  [
    'ufw',
    { ufw: UFW },
    'ufw is on, which may keep Proxmox out → where the curl on a node gets no answer: sudo ufw allow 7776/tcp',
  ],
  [
    'firewalld',
    { firewalld: true, firewalldPorts: '22/tcp 7777/tcp\n' },
    'sudo firewall-cmd --add-port=7776/tcp && sudo firewall-cmd --add-port=7776/tcp --permanent',
  ],
  ['nftables', { nft: CLOSED }, 'sudo nft insert rule inet filter input tcp dport 7776 accept'],
  [
    'a rule that rejects the rest',
    { nft: REJECTING },
    'sudo nft insert rule ip filter INPUT tcp dport 7776 accept',
  ],
  ['iptables', { iptables: LISTED }, 'sudo iptables -I INPUT -p tcp --dport 7776 -j ACCEPT'],
  [
    'iptables with a last rule',
    { iptables: '-P INPUT ACCEPT\n-A INPUT -j REJECT --reject-with icmp-port-unreachable\n' },
    'iptables drops',
  ],
  ['macOS', { mac: 'Firewall is enabled. (State = 1)\n' }, '--unblockapp "$(which node)"'],
])('%s is a hint, with the command that opens the port', (_, facts, line) => {
  const [check] = told(judgeFirewall(facts, 7776));
  expect(check).toMatch(/^warning firewall: a hint, not a finding: /);
  expect(check).toContain(line);
});

it.each<[string, FirewallFacts]>([
  ['nothing', {}],
  ['ufw that is off', { ufw: { ...UFW, config: 'ENABLED=no\n' } }],
  ['ufw that lets the port in', { ufw: { ...UFW, rules: ALLOWED } }],
  [
    'ufw that lets the port in, with the rules that it wrote',
    { ufw: { ...UFW, rules: ALLOWED }, nft: REJECTING },
  ],
  ['firewalld with the port', { firewalld: true, firewalldPorts: '7776/tcp\n' }],
  ['rules for what is forwarded', { nft: FORWARD_ALONE }],
  ['a rule for the port', { nft: CLOSED.replace('80', '7776') }],
  [
    'a rule of iptables for several ports',
    { iptables: `${LISTED}-A INPUT -p tcp -m multiport --dports 80,7776 -j ACCEPT\n` },
  ],
  ['macOS without it', { mac: 'Firewall is disabled. (State = 0)\n' }],
])('%s raises none', (_, facts) => {
  expect(judgeFirewall(facts, 7776)).toMatchObject({ status: 'ok' });
});

it('is not misled by a port that only begins or ends alike', () => {
  const facts = { nft: CLOSED.replace('80', '77760, 17776'), ufw: { ...UFW, config: '' } };
  expect(judgeFirewall(facts, 7776)).toMatchObject({ status: 'warning' });
});
