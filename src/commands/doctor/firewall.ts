import { type Check, ok, warning } from './check.ts';
import type { FirewallFacts } from './firewall-facts.ts';

/** A firewall that may keep senders out, and the command that opens a port in it. */
interface Suspect {
  what: string;
  opens: string;
}

/** Whether a firewall of this machine may keep senders out. A hint and no more: rules can be read in many ways. */
export function judgeFirewall(facts: FirewallFacts, port: number): Check {
  const suspect = ufw(facts, port) ?? firewalld(facts, port) ?? rules(facts, port) ?? mac(facts);
  if (!suspect)
    return ok(
      'firewall',
      'none that shows itself here is in the way; one of the network cannot be seen from here',
    );
  return warning(
    'firewall',
    `a hint, not a finding: ${suspect.what}, which may keep Proxmox out`,
    `where the curl on a node gets no answer: ${suspect.opens}`,
  );
}

function ufw({ ufw: found }: FirewallFacts, port: number): Suspect | undefined {
  if (!found || !/^\s*ENABLED\s*=\s*"?yes"?\s*$/im.test(found.config)) return undefined;
  const opened = new RegExp(`^### tuple ### allow (tcp|any) ${port} `, 'm').test(found.rules);
  return opened ? undefined : { what: 'ufw is on', opens: `sudo ufw allow ${port}/tcp` };
}

function firewalld(
  { firewalld: runs, firewalldPorts = '' }: FirewallFacts,
  port: number,
): Suspect | undefined {
  if (!runs || firewalldPorts.split(/\s+/).includes(`${port}/tcp`)) return undefined;
  const add = `firewall-cmd --add-port=${port}/tcp`;
  return { what: 'firewalld runs', opens: `sudo ${add} && sudo ${add} --permanent` };
}

/** What keeps things out while neither of those two runs, which write rules of their own. */
function rules(facts: FirewallFacts, port: number): Suspect | undefined {
  if (facts.firewalld || /^\s*ENABLED\s*=\s*"?yes/im.test(facts.ufw?.config ?? '')) return undefined;
  return nft(facts, port) ?? iptables(facts, port);
}

function nft({ nft: ruleset = '' }: FirewallFacts, port: number): Suspect | undefined {
  for (const { table, chain, lines } of inputChains(ruleset)) {
    const drops = lines.some(
      (line) => /policy drop\b/.test(line) || /^(counter .*)?(drop|reject)\b/.test(line),
    );
    const opened = lines.some((line) => new RegExp(`dport\\b.*\\b${port}\\b.*\\baccept\\b`).test(line));
    if (!drops || opened) continue;
    return {
      what: `the nftables chain "${chain}" of the table "${table}" drops what no rule lets in`,
      opens: `sudo nft insert rule ${table} ${chain} tcp dport ${port} accept`,
    };
  }
  return undefined;
}

/** The chains that see what comes in for this machine, with their lines. */
function inputChains(ruleset: string): { table: string; chain: string; lines: string[] }[] {
  const chains: { table: string; chain: string; lines: string[] }[] = [];
  let table = '';
  for (const line of ruleset.split('\n').map((each) => each.trim())) {
    table = /^table (\S+ \S+) \{/.exec(line)?.[1] ?? table;
    const chain = /^chain (\S+) \{/.exec(line)?.[1];
    if (chain !== undefined) chains.push({ table, chain, lines: [] });
    else chains.at(-1)?.lines.push(line);
  }
  return chains.filter(({ lines }) => lines.some((line) => /\bhook input\b/.test(line)));
}

function iptables({ iptables: listed = '' }: FirewallFacts, port: number): Suspect | undefined {
  const lines = listed.split('\n');
  const drops = lines.some(
    (line) => /^-P INPUT (DROP|REJECT)/.test(line) || /^-A INPUT -j (DROP|REJECT)\b/.test(line),
  );
  const opened = lines.some((line) => new RegExp(`--dports? (\\S*,)?${port}(,\\S*)? .*-j ACCEPT`).test(line));
  if (!drops || opened) return undefined;
  return {
    what: 'iptables drops what no rule lets in',
    opens: `sudo iptables -I INPUT -p tcp --dport ${port} -j ACCEPT`,
  };
}

function mac({ mac: told = '' }: FirewallFacts): Suspect | undefined {
  if (!/firewall is enabled|state = [12]/i.test(told)) return undefined;
  const tool = '/usr/libexec/ApplicationFirewall/socketfilterfw';
  return {
    what: 'the application firewall of macOS is on',
    opens: `sudo ${tool} --add "$(which node)" && sudo ${tool} --unblockapp "$(which node)"`,
  };
}
