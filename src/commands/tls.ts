import { hostname } from 'node:os';
import { type Flags, type Settings, UsageError } from '../config.ts';
import type { Certificate } from '../ingest/tls/certificate.ts';
import { dayOf } from '../ingest/tls/read-pair.ts';
import { ownCommand } from './doctor/own-command.ts';
import { say, writeLine } from './output.ts';
import { shellWord } from './shell-word.ts';
import { ownHosts } from './tls/own-hosts.ts';
import {
  createOwnPair,
  type OwnPairFiles,
  ownPairFiles,
  readOwnAuthority,
  renewOwnPair,
} from './tls/own-pair.ts';

/** With the day before it was made, 825 are the most that is taken everywhere. */
const DAYS = { usual: 820, least: 1, most: 824 };

export interface TlsFlags extends Flags {
  /** More names and addresses to be in the certificate. */
  name?: readonly string[];
  days?: string;
}

/**
 * Makes a CA and a certificate of this machine, and prints what makes a Proxmox node trust it.
 *
 * @throws UsageError for names and days that cannot be, and with exit code 1 where there is a CA already
 */
export async function createTls(
  { dataDir }: Settings,
  { name = [], days, ...flags }: TlsFlags,
): Promise<void> {
  const files = ownPairFiles(dataDir);
  const hosts = ownHosts(name);
  const certificate = await createOwnPair(files, hostname(), { hosts, days: daysFrom(days) });
  say(`Made a CA and a certificate in ${files.dir}. ${validity(certificate)}`);
  say(`It is for ${certificate.names.join(', ')}.`);
  say(`Start with it: ${startLine(files, flags)}`);
  await printTrust(files);
}

/** Makes a new certificate by the CA that is there; a tempo-tui that runs with it takes it over by itself. */
export async function renewTls({ dataDir }: Settings, { days }: TlsFlags): Promise<void> {
  const files = ownPairFiles(dataDir);
  const certificate = await renewOwnPair(files, daysFrom(days));
  say(`Made a new certificate in ${files.dir}. ${validity(certificate)}`);
  const missing = ownHosts([]).filter((host) => !certificate.covers(host));
  if (missing.length > 0)
    say(
      `It is not for ${missing.join(', ')}, which this machine has now, as its CA may not sign for that. To have ` +
        `it, move ${files.dir} away and make another with "tempo-tui tls create"; every sender has to be given the new CA then.`,
    );
  say('A tempo-tui that runs with it takes it over within seconds; at the senders nothing is to be done.');
}

/** Prints once more what makes a Proxmox node trust the CA. */
export async function showTls({ dataDir }: Settings, flags: TlsFlags): Promise<void> {
  const files = ownPairFiles(dataDir);
  await readOwnAuthority(files);
  say(`Start with it: ${startLine(files, flags)}`);
  await printTrust(files);
}

async function printTrust(files: OwnPairFiles): Promise<void> {
  const ca = (await readOwnAuthority(files)).trimEnd();
  const file = `/usr/local/share/ca-certificates/tempo-tui-${hostname().replace(/[^\w.-]/g, '-')}.crt`;
  say(
    'Paste this as root on every node that sends; each sends for itself, and always checks the certificate:\n',
  );
  writeLine(`cat > ${file} <<'CA'\n${ca}\nCA\nupdate-ca-certificates`);
  say(
    '\nFrom the next notification on they trust it; without updates of December 2024 or later, after: systemctl restart pvedaemon pvescheduler',
  );
}

function startLine({ cert, key }: OwnPairFiles, flags: Flags): string {
  return ownCommand(flags)('--host', '0.0.0.0', '--tls-cert', shellWord(cert), '--tls-key', shellWord(key));
}

function validity({ validTo }: Certificate): string {
  return `It is valid until ${dayOf(validTo)}; "tempo-tui tls renew" makes the next, with the same CA.`;
}

function daysFrom(text = String(DAYS.usual)): number {
  const days = Number(text);
  if (/^\d+$/.test(text) && days >= DAYS.least && days <= DAYS.most) return days;
  throw new UsageError(`--days takes a whole number from ${DAYS.least} to ${DAYS.most}.`);
}
