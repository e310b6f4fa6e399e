import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** A program that tells of a firewall takes no longer, in milliseconds. */
const TOOL_MS = 2000;
const MAC_TOOL = '/usr/libexec/ApplicationFirewall/socketfilterfw';
/** Where these programs are, though not on every user's PATH. */
const SYSTEM_PATH = '/usr/sbin:/sbin:/usr/bin:/bin';

/** What this machine lets this user see of its firewalls; absent: nothing. */
export interface FirewallFacts {
  /** `/etc/ufw/ufw.conf` and the rules beside it. */
  ufw?: { config: string; rules: string };
  /** The process of firewalld is there. */
  firewalld?: boolean;
  /** The ports that firewalld's default zone opens, as its own program lists them. */
  firewalldPorts?: string;
  /** As `nft list ruleset` prints it. */
  nft?: string;
  /** As `iptables -S INPUT` prints it. */
  iptables?: string;
  /** As macOS's own program prints it. */
  mac?: string;
}

/** Looks for firewalls; changes nothing, and takes nothing that only another user may see for an error. */
export async function readFirewalls(platform: NodeJS.Platform = process.platform): Promise<FirewallFacts> {
  if (platform === 'darwin') return withText('mac', await output(MAC_TOOL, '--getglobalstate'));
  if (platform !== 'linux') return {};
  const config = await text('/etc/ufw/ufw.conf');
  const rules = `${(await text('/etc/ufw/user.rules')) ?? ''}`;
  const firewalld = await firewalldRuns();
  const nft = await output('nft', 'list', 'ruleset');
  return {
    ...(config !== undefined && { ufw: { config, rules } }),
    ...(firewalld && {
      firewalld,
      ...withText('firewalldPorts', await output('firewall-cmd', '--list-ports')),
    }),
    ...withText('nft', nft),
    ...(nft === undefined && withText('iptables', await output('iptables', '-S', 'INPUT'))),
  };
}

async function firewalldRuns(): Promise<boolean> {
  const pid = (await text('/run/firewalld.pid'))?.trim() ?? '';
  return /^\d+$/.test(pid) && ((await text(`/proc/${pid}/cmdline`)) ?? '').includes('firewalld');
}

function withText<Name extends keyof FirewallFacts>(name: Name, value: string | undefined) {
  return value === undefined ? {} : { [name]: value };
}

function text(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

/** What a program prints; undefined where it is not there, fails, or takes too long. */
function output(file: string, ...args: string[]): Promise<string | undefined> {
  return new Promise((done) => {
    const env = { PATH: `${process.env.PATH ?? ''}:${SYSTEM_PATH}` };
    const options = { timeout: TOOL_MS, env, maxBuffer: 16 * 1024 * 1024 };
    execFile(file, args, options, (error, stdout) => done(error ? undefined : stdout)).stdin?.end();
  });
}
