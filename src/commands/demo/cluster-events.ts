import {
  addressOf,
  CLUSTER,
  type DemoGuest,
  FAILED_NODE,
  fqdn,
  GUESTS,
  guestOf,
  HA_MASTER,
  NODES,
} from './cluster.ts';
import { between, type Random } from './random.ts';
import { notify, type Sent } from './sent.ts';
import { localTime, textTable } from './writing.ts';

const MINUTE = 60_000;
/** Proxmox tells of the first three failures of a job; by then it tries again after so many minutes. */
const RETRIES = [0, 5, 15];

export interface Replication {
  guest: DemoGuest;
  target: string;
  /** Minutes between two runs. */
  every: number;
}

export const REPLICATIONS: readonly Replication[] = [
  { guest: guestOf(122), target: 'pve-05', every: 15 },
  { guest: guestOf(102), target: 'pve-02', every: 15 },
  { guest: guestOf(151), target: 'pve-03', every: 60 },
  { guest: guestOf(133), target: 'pve-01', every: 15 },
  { guest: guestOf(131), target: 'pve-05', every: 30 },
];

/** The times of the failures of a replication, after the first; that it works again is not told. */
export const FAILURES_AFTER = RETRIES.map((minutes) => minutes * MINUTE);

/** @param count the how many-th failure in a row this is, from 1 */
export function replicationFailed(job: Replication, count: number, at: number): Sent {
  const { guest, target, every } = job;
  const first = at - FAILURES_AFTER[count - 1]!;
  const note =
    count === RETRIES.length ? 'Note: from now on errors of this job are reported less often.\n\n' : '';
  return notify(guest.node, at, {
    title: `Replication Job: '${guest.vmid}-0' failed `,
    severity: 'error',
    fields: { type: 'replication', hostname: guest.node, 'job-id': `${guest.vmid}-0` },
    message: `Replication job '${guest.vmid}-0' with target '${target}' and schedule '*/${every}' failed!

Last successful sync: ${localTime(first - every * MINUTE)}
Next sync try: ${localTime(at + 5 * count * MINUTE)}
Failure count: ${count}

${note}Error:
${unreachable(job, first)}
`,
  });
}

function unreachable({ guest, target, every }: Replication, at: number): string {
  const volume = `${guest.kind === 'lxc' ? 'subvol' : 'vm'}-${guest.vmid}-disk-0`;
  const ssh = `/usr/bin/ssh -e none -o 'BatchMode=yes' -o 'HostKeyAlias=${target}' root@${addressOf(target)}`;
  const last = Math.floor(at / 1000) - every * 60;
  return `command '${ssh} -- pvesr prepare-local-job ${guest.vmid}-0 local-zfs:${volume} --last_sync ${last}' failed: exit code 255`;
}

/** The HA manager fences the node that fails; it is told by the manager, about the node. */
export function fencing(done: boolean, at: number): Sent {
  const nodes = NODES.map((node) => {
    const status = node === FAILED_NODE ? (done ? 'unknown' : 'fence') : 'online';
    return `- ${node}: ${status} ${node === HA_MASTER ? '[master]' : ''}`;
  });
  const managed = GUESTS.filter(({ refuge, vmid }) => refuge !== undefined || vmid === 150);
  const lines = (there: boolean) =>
    managed
      .filter(({ node }) => (node === FAILED_NODE) === there)
      .map(({ kind, vmid, node }) => {
        const state = there ? (done ? 'recovery' : 'fence') : 'started';
        return `- ${kind === 'qemu' ? 'vm' : 'ct'}:${vmid} [${node}]: ${state}`;
      })
      .join('\n');
  return notify(HA_MASTER, at, {
    title: `${done ? 'Successfully fenced' : 'Trying to fence'} node '${FAILED_NODE}' `,
    severity: 'error',
    fields: { type: 'fencing', hostname: FAILED_NODE },
    message: `Node '${FAILED_NODE}' of cluster '${CLUSTER}' does not answer any more.

The HA manager ${done ? 'has fenced' : 'is about to fence'} '${FAILED_NODE}'.
Status:    ${done ? `fencing: acknowledged - got agent lock for node '${FAILED_NODE}'` : `Try to fence node '${FAILED_NODE}'`}
Timestamp: ${localTime(at)}

Cluster Node Status:
--------------------
${nodes.join('\n')}

HA Resources:
-------------
On the failed node, to be started on another one if possible:

${lines(true)}

On the other nodes:

${lines(false)}
`,
  });
}

const PACKAGES: readonly (readonly [string, string, string])[] = [
  ['corosync', '3.1.9-pve1', '3.1.9-pve2'],
  ['intel-microcode', '3.20260512.1~deb13u1', '3.20260610.1~deb13u1'],
  ['libpve-storage-perl', '9.0.14', '9.0.15'],
  ['openssh-server', '1:10.0p1-7', '1:10.0p1-7+deb13u1'],
  ['pve-container', '6.0.13', '6.0.14'],
  ['pve-qemu-kvm', '10.1.2-3', '10.1.2-4'],
  ['qemu-server', '9.0.29', '9.0.31'],
  ['zfsutils-linux', '2.3.4-pve1', '2.3.5-pve1'],
];

/** The daily look for updates of a node. */
export function updatesAvailable(node: string, at: number, random: Random): Sent {
  const skipped = between(random, 0, PACKAGES.length - 1);
  const packages = PACKAGES.filter((_, place) => place !== skipped);
  return notify(node, at, {
    title: `New software packages available (${fqdn(node)}) `,
    severity: 'info',
    fields: { type: 'package-updates', hostname: node },
    message: `The following updates are available:

${textTable([['Package Name', 'Installed Version', 'Available Version'], ...packages])}
`,
  });
}

/** Somebody pressed the Test button: such a notification has no fields. */
export function testNotification(at: number): Sent {
  return notify(HA_MASTER, at, {
    title: 'Test notification ',
    severity: 'info',
    fields: {},
    message: "Test of the notification target 'tempo'.\n",
  });
}
