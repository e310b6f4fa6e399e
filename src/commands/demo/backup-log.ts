import { type DemoGuest, isRunning } from './cluster.ts';
import { between, hexDigits, type Random, uuid } from './random.ts';
import { clockDuration, duration, GIB, localTime, MIB, utcTime } from './writing.ts';

/** The backup of a guest, as it went. */
export interface GuestBackup {
  guest: DemoGuest;
  node: string;
  /** Containers are backed up to the backup server alone. */
  storage: Storage;
  /** Milliseconds since the epoch. */
  from: number;
  seconds: number;
  /** Bytes that are read. */
  bytes: number;
  failure?: BackupFailure;
}

export type Storage = 'pbs-main' | 'nas';

export interface BackupFailure {
  /** How far it came, from 0 to 1; 0: it did not begin. */
  reached: number;
  reason: string;
}

type Step = readonly [seconds: number, text: string, level?: 'ERROR'];

const FROZEN: readonly Step[] = [
  [0, "issuing guest-agent 'fs-freeze' command"],
  [1, "issuing guest-agent 'fs-thaw' command"],
];
const RESUMED: readonly Step[] = [[1, 'resuming VM again']];

/** Where the backup of a guest ends up. */
export function targetOf({ guest, storage, from }: Pick<GuestBackup, 'guest' | 'storage' | 'from'>): string {
  if (storage === 'pbs-main') return `${guest.kind === 'qemu' ? 'vm' : 'ct'}/${guest.vmid}/${utcTime(from)}`;
  const [day = '', clock = ''] = localTime(from).split(' ');
  const stamp = `${day.replaceAll('-', '_')}-${clock.replaceAll(':', '_')}`;
  return `/mnt/pve/nas/dump/vzdump-${guest.kind}-${guest.vmid}-${stamp}.vma.zst`;
}

/** What a container has on its disks. */
export function usedBytes({ gib }: DemoGuest): number {
  return Math.floor(gib * 0.62 * GIB);
}

/** What vzdump writes down of the backup of a guest. */
export function backupLog(backup: GuestBackup, random: Random): string {
  const { guest, from, seconds, failure } = backup;
  const steps: Step[] = [
    [0, `Starting Backup of VM ${guest.vmid} (${guest.kind})`],
    [0, `status = ${isRunning(guest) ? 'running' : 'stopped'}`],
  ];
  if (failure?.reached !== 0) {
    const read = guest.kind === 'qemu' ? machineSteps : containerSteps;
    steps.push(...read(backup, random));
  }
  steps.push(
    failure
      ? [seconds, `Backup of VM ${guest.vmid} failed - ${failure.reason}`, 'ERROR']
      : [seconds, `Finished Backup of VM ${guest.vmid} (${clockDuration(seconds)})`],
  );
  const lines = steps.map(
    ([after, text, level = 'INFO']) => `${guest.vmid}: ${localTime(from + after * 1000)} ${level}: ${text}`,
  );
  return `${lines.join('\n')}\n`;
}

function machineSteps(backup: GuestBackup, random: Random): Step[] {
  const { guest, storage, seconds, bytes, failure } = backup;
  const ofServer = storage === 'pbs-main';
  const archive = ofServer ? 'Proxmox Backup Server' : 'vzdump';
  const work = seconds - 3;
  const begin: Step[] = [
    [0, `VM Name: ${guest.name}`],
    [0, `include disk 'scsi0' 'local-zfs:vm-${guest.vmid}-disk-0' ${guest.gib}G`],
    [0, 'backup mode: snapshot'],
    [0, 'ionice priority: 7'],
    [0, `creating ${archive} archive '${targetOf(backup)}'`],
    ...(isRunning(guest) ? FROZEN : []),
    [1, `started backup task '${uuid(random)}'`],
    ...(isRunning(guest) ? RESUMED : []),
  ];
  if (ofServer) {
    const dirty = `${tenths(bytes)} of ${guest.gib}.0 GiB dirty`;
    begin.push([1, `scsi0: dirty-bitmap status: OK (${dirty})`]);
  }
  const reached = failure?.reached ?? 1;
  const read = progress(Math.round(work / reached), bytes, reached, random);
  const end = seconds - 1;
  if (failure)
    return [...begin, ...read, [end, failure.reason, 'ERROR'], [end, 'aborting backup job', 'ERROR']];
  const sum = ofServer
    ? `transferred ${tenths(bytes)} in ${work} seconds (${rate(bytes / work)})`
    : `archive file size: ${(bytes / GIB).toFixed(2)}GB`;
  return [...begin, ...read, [end, sum], [end, 'adding notes to backup']];
}

function containerSteps(backup: GuestBackup, random: Random): Step[] {
  const { guest, node, seconds, bytes, failure } = backup;
  const target = targetOf(backup);
  const config = `/var/tmp/vzdumptmp${between(random, 100_000, 999_999)}_${guest.vmid}/etc/vzdump/pct.conf`;
  const steps: Step[] = [
    [0, `CT Name: ${guest.name}`],
    [0, "including mount point rootfs ('/') in backup"],
    [0, 'backup mode: snapshot'],
    [0, 'ionice priority: 7'],
    [0, "create storage snapshot 'vzdump'"],
    [1, `creating Proxmox Backup Server archive '${target}'`],
    [1, `Starting backup: ${target}`],
    [1, `Client name: ${node}`],
    [2, `Downloading previous manifest (${hexDigits(random, 8)})`],
    [2, `Upload config file '${config}' to 'pct.conf.blob'`],
    [2, "Upload directory '/mnt/vzsnap0' to 'root.pxar.didx'"],
  ];
  const whole = usedBytes(guest);
  for (let at = 30; at < seconds - 3; at += 30) {
    const share = (at / seconds) * (failure?.reached ?? 1);
    const so = `processed ${tenths(whole * share)} in ${duration(at)}, uploaded ${tenths(bytes * share)}`;
    steps.push([at, `root.pxar: ${so}`]);
  }
  if (failure) steps.push([seconds - 1, failure.reason, 'ERROR']);
  else {
    steps.push([seconds - 2, `root.pxar: had to backup ${tenths(bytes)} of ${tenths(whole)}`]);
    steps.push([seconds - 2, `Duration: ${seconds - 3}.${between(random, 10, 99)}s`]);
    steps.push([seconds - 1, 'adding notes to backup']);
  }
  return [...steps, [seconds, "cleanup temporary 'vzdump' snapshot"]];
}

/** How far the reading has come, every few seconds at first and then more seldom. */
function progress(seconds: number, bytes: number, reached: number, random: Random): Step[] {
  const speed = bytes / seconds;
  const line = (at: number): Step => {
    const percent = String(Math.floor((at / seconds) * 100)).padStart(3);
    const read = rate(speed * (0.85 + random() * 0.3));
    const write = rate(speed * (0.7 + random() * 0.15));
    const of = `${tenths(speed * at)} of ${tenths(bytes)}`;
    return [1 + at, `${percent}% (${of}) in ${duration(at)}, read: ${read}, write: ${write}`];
  };
  const steps: Step[] = [];
  for (let at = 3; at < seconds * reached; at += between(random, 3, 4 + Math.floor(at / 12)))
    steps.push(line(at));
  return reached === 1 ? [...steps, line(seconds)] : steps;
}

/** A size with one digit behind the point, as logs have it. */
function tenths(bytes: number): string {
  return bytes >= GIB ? `${(bytes / GIB).toFixed(1)} GiB` : `${(bytes / MIB).toFixed(1)} MiB`;
}

function rate(bytesASecond: number): string {
  return `${(bytesASecond / MIB).toFixed(1)} MiB/s`;
}
