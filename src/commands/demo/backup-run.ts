import {
  type BackupFailure,
  backupLog,
  type GuestBackup,
  type Storage,
  targetOf,
  usedBytes,
} from './backup-log.ts';
import { type DemoGuest, fqdn } from './cluster.ts';
import { between, type Random } from './random.ts';
import { notify, type Sent } from './sent.ts';
import { duration, GIB, MIB, size, textTable } from './writing.ts';

const HEADER = ['VMID', 'Name', 'Status', 'Time', 'Size', 'Filename'];

/** A run of vzdump on a node: one notification for all of its guests. */
export interface BackupRun {
  node: string;
  guests: readonly DemoGuest[];
  storage: Storage;
  /** Of a scheduled run; one that was started by hand has none. */
  job?: string;
  /** By VMID. */
  failures?: ReadonlyMap<number, BackupFailure>;
}

export const WRITE_FAILED: BackupFailure = {
  reached: 0.63,
  reason: 'backup write data failed: command error: connection reset by peer',
};
export const LOCKED: BackupFailure = { reached: 0, reason: 'VM is locked (snapshot-delete)' };
export const NO_FAILURES: ReadonlyMap<number, BackupFailure> = new Map();

/** The job that backs up all guests of a node every night. */
export function nightlyJob(node: string): string {
  return `backup-6b0e41d7-${node.slice(-2)}a3`;
}

/** @param when the beginning or the end of the run, in milliseconds since the epoch */
export function backupRun(run: BackupRun, when: { from: number } | { to: number }, random: Random): Sent {
  const { node, guests, storage, job, failures } = run;
  const plans = guests.map((guest) => plan(guest, storage, failures?.get(guest.vmid), random));
  const total = plans.reduce((sum, { seconds }) => sum + seconds, 0);
  let from = 'from' in when ? when.from : when.to - total * 1000;
  const backups = plans.map((each): GuestBackup => {
    const backup = { ...each, node, storage, from };
    from += each.seconds * 1000;
    return backup;
  });
  const failed = backups.some(({ failure }) => failure);
  const written = backups.reduce((sum, backup) => sum + sizeOf(backup), 0);
  const logs = backups.map((backup) => `${backupLog(backup, random)}\n`).join('');
  return notify(node, from, {
    title: `vzdump backup status (${fqdn(node)}): backup ${failed ? 'failed' : 'successful'} `,
    severity: failed ? 'error' : 'info',
    fields: { type: 'vzdump', hostname: node, ...(job && { 'job-id': job }) },
    message: `
Details
=======
${textTable([HEADER, ...backups.map(rowOf)])}
Total running time: ${duration(total)}
Total size: ${size(written)}

Logs
====
${commandOf(run)}


${logs}
`,
  });
}

type Plan = Pick<GuestBackup, 'guest' | 'seconds' | 'bytes' | 'failure'>;

/** How long a guest takes: what changed where the backup server knows the rest, else all of it. */
function plan(guest: DemoGuest, storage: Storage, failure: BackupFailure | undefined, random: Random): Plan {
  const gib = storage === 'nas' ? guest.gib * 0.55 : guest.dailyGib * (0.7 + random() * 0.6);
  const bytes = Math.max(40 * MIB, Math.floor(gib * GIB));
  const speed = (storage === 'nas' ? 210 : 80) * MIB * (0.85 + random() * 0.3);
  // Of a container everything is read, to find what changed.
  const looking = guest.kind === 'lxc' ? usedBytes(guest) / (600 * MIB) : 0;
  const whole = between(random, 6, 11) + Math.ceil(bytes / speed + looking);
  if (!failure) return { guest, bytes, seconds: whole };
  return { guest, bytes, seconds: Math.max(1, Math.ceil(whole * failure.reached)), failure };
}

/** On the backup server a backup of a machine is as large as its disks. */
function sizeOf({ guest, storage, bytes, failure }: GuestBackup): number {
  if (failure) return 0;
  if (storage === 'nas') return bytes;
  return guest.kind === 'qemu' ? guest.gib * GIB : usedBytes(guest);
}

function rowOf(backup: GuestBackup): string[] {
  const { guest, failure, seconds } = backup;
  const [status, target] = failure ? ['err', 'null'] : ['ok', targetOf(backup)];
  return [String(guest.vmid), guest.name, status, duration(seconds), size(sizeOf(backup)), target];
}

function commandOf({ node, guests, storage, job }: BackupRun): string {
  const which = job && guests.length > 1 ? '--all 1' : guests.map(({ vmid }) => vmid).join(' ');
  const how = job ? "--quiet 1 --prune-backups 'keep-daily=14,keep-weekly=8'" : '--remove 0';
  const notes = "--notes-template '{{guestname}} on {{node}}'";
  return `vzdump ${which} --node ${node} --storage ${storage} --mode snapshot ${how} ${notes} --notification-mode notification-system`;
}
