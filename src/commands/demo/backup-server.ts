import { BACKUP_SERVER, fqdn } from './cluster.ts';
import { between, hexDigits, type Random } from './random.ts';
import { notify, type Sent } from './sent.ts';
import { GIB, size } from './writing.ts';

const JOBS = { prune: 's-3c0d9a71-e5f2', verify: 'v-58b1c6e4-09ad', sync: 's-d21f7be0-4c83' };
const TASKS = 'pbsServerAdministration:tasks';
const REMOTE = 'offsite';

/** The datastores of the backup server: what nodes write to, and a copy of what lies elsewhere. */
export type Datastore = 'main' | 'archive';

interface Outcome {
  type: string;
  store: Datastore;
  job?: string;
  title: string;
  /** What the message says before the link. */
  text: string;
  failed?: boolean;
}

function tell({ type, store, job, title, text, failed }: Outcome, at: number): Sent {
  const place = failed ? TASKS : `DataStore-${store}`;
  return notify(BACKUP_SERVER, at, {
    title: `${title} ${failed ? 'failed' : 'successful'} `,
    severity: failed ? 'error' : 'info',
    fields: { type, datastore: store, hostname: BACKUP_SERVER, ...(job && { 'job-id': job }) },
    message: `${text}\n\n\n${visit(place)}`,
  });
}

function visit(place: string): string {
  return `Please visit the web interface for more:\n\n<https://${fqdn(BACKUP_SERVER)}:8007/#${place}>\n`;
}

export function garbageCollected(store: Datastore, at: number, random: Random): Sent {
  const removed = between(random, 900, 9000);
  const pending = between(random, 200, 3000);
  const chunks = between(random, 610_000, 640_000);
  const disk = chunks * 1.72 * 1024 ** 2;
  const factor = 14 + random() * 4;
  const started = Math.floor(at / 1000 - between(random, 300, 900))
    .toString(16)
    .toUpperCase();
  const process = hexDigits(random, 6).toUpperCase();
  const task = `UPID:${BACKUP_SERVER}:00${process}:0${process}A:00000011:${started}:garbage_collection:${store}:root@pam:`;
  return tell(
    {
      type: 'gc',
      store,
      title: `Garbage Collect Datastore '${store}'`,
      text: `Datastore:            ${store}
Task ID:              ${task}
Index file count:     ${between(random, 480, 560)}

Removed garbage:      ${size(removed * 0.0021 * GIB)}
Removed chunks:       ${removed}
Removed bad chunks:   0

Leftover bad chunks:  0
Pending removals:     ${size(pending * 0.0019 * GIB)} (in ${pending} chunks)

Original Data usage:  ${size(disk * factor)}
On-Disk usage:        ${size(disk)} (${(100 / factor).toFixed(2)}%)
On-Disk chunks:       ${chunks}

Deduplication Factor: ${factor.toFixed(2)}

Garbage collection successful.`,
    },
    at,
  );
}

export function pruned(store: Datastore, at: number): Sent {
  const text = `\nJob ID:       ${JOBS.prune}\nDatastore:    ${store}\n\nPruning successful.`;
  return tell({ type: 'prune', store, job: JOBS.prune, title: `Pruning datastore '${store}'`, text }, at);
}

/** @param damaged the snapshots that do not hold what they should, such as `ct/131/2026-04-29T02:00:00Z` */
export function verified(store: Datastore, at: number, damaged: readonly string[] = []): Sent {
  const failed = damaged.length > 0;
  const outcome = failed
    ? `Verification failed on these snapshots/groups:\n\n${damaged.map((each) => `    ${each}`).join('\n')}`
    : 'Verification successful.';
  const text = `\nJob ID:    ${JOBS.verify}\nDatastore: ${store}\n\n${outcome}`;
  const title = `Verify Datastore '${store}'`;
  return tell({ type: 'verify', store, job: JOBS.verify, title, text, failed }, at);
}

/** The copy of what lies elsewhere is brought up to date. */
export function synced(at: number, error?: string): Sent {
  const outcome = error === undefined ? 'Synchronization successful.' : `Synchronization failed: ${error}`;
  const text = `Job ID:             ${JOBS.sync}
Datastore:          archive
Remote:             ${REMOTE}
Remote Store:       vault
${outcome}`;
  const title = `Sync remote '${REMOTE}' datastore 'vault'`;
  return tell(
    { type: 'sync', store: 'archive', job: JOBS.sync, title, text, failed: error !== undefined },
    at,
  );
}

/** Of a certificate Proxmox tells the failure alone, and as information. */
export function certificateNotRenewed(at: number): Sent {
  return notify(BACKUP_SERVER, at, {
    title: 'Could not renew certificate ',
    severity: 'info',
    fields: { type: 'acme', hostname: BACKUP_SERVER },
    message: `Proxmox Backup Server could not renew its TLS certificate.

Error: validating challenge for ${fqdn(BACKUP_SERVER)} failed: DNS problem: no TXT record found

${visit('pbsCertificateConfiguration')}`,
  });
}

/** The daily look for updates of the backup server. */
export function serverUpdatesAvailable(at: number): Sent {
  const packages = [
    'proxmox-backup-client: 4.0.18-1 -> 4.0.20-1',
    'proxmox-backup-server: 4.0.18-1 -> 4.0.20-1',
    'proxmox-widget-toolkit: 5.0.6 -> 5.0.8',
  ];
  return notify(BACKUP_SERVER, at, {
    title: `New software packages available (${BACKUP_SERVER}) `,
    severity: 'info',
    fields: { type: 'package-updates', hostname: BACKUP_SERVER },
    message: `Proxmox Backup Server has the following updates available:
    ${packages.join('    ')}
To upgrade visit the web interface:

<https://${fqdn(BACKUP_SERVER)}:8007/#pbsServerAdministration:updates>
`,
  });
}
