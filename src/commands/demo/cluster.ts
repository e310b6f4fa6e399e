import type { GuestKind } from '../../ingest/proxmox/derived.ts';

export interface DemoGuest {
  vmid: number;
  name: string;
  kind: GuestKind;
  /** Of its disks together. */
  gib: number;
  /** What changes in a day. */
  dailyGib: number;
  node: string;
  /** Where the HA manager starts it again when its node fails. */
  refuge?: string;
}

export const NODES: readonly string[] = ['pve-01', 'pve-02', 'pve-03', 'pve-04', 'pve-05'];
export const BACKUP_SERVER = 'pbs-01';
export const CLUSTER = 'homelab';
export const HA_MASTER = 'pve-01';
/** The node that fails in the course of the day. */
export const FAILED_NODE = 'pve-04';

const qemu = 'qemu';
const lxc = 'lxc';
const guest = (
  node: string,
  vmid: number,
  name: string,
  kind: GuestKind,
  gib: number,
  dailyGib: number,
  refuge?: string,
): DemoGuest => ({ node, vmid, name, kind, gib, dailyGib, ...(refuge && { refuge }) });

export const GUESTS: readonly DemoGuest[] = [
  guest('pve-01', 100, 'web-srv', qemu, 64, 2.1),
  guest('pve-01', 101, 'pihole', lxc, 4, 0.2),
  guest('pve-01', 102, 'gitea', qemu, 80, 3.4),
  guest('pve-01', 103, 'traefik', lxc, 6, 0.1),
  guest('pve-02', 120, 'db-01', qemu, 160, 9.6),
  guest('pve-02', 121, 'mail', qemu, 120, 4.8),
  guest('pve-02', 122, 'paperless', lxc, 40, 0.9),
  guest('pve-02', 123, 'grafana', lxc, 12, 1.4),
  guest('pve-03', 130, 'nextcloud', qemu, 320, 11.2),
  guest('pve-03', 131, 'immich', lxc, 180, 5.3),
  guest('pve-03', 132, 'jellyfin', lxc, 16, 0.3),
  guest('pve-03', 133, 'samba-dc', qemu, 60, 1.2),
  guest('pve-04', 140, 'k3s-a', qemu, 48, 6.1, 'pve-02'),
  guest('pve-04', 141, 'homeassistant', qemu, 32, 2.6, 'pve-05'),
  guest('pve-04', 142, 'mqtt', lxc, 4, 0.1, 'pve-02'),
  guest('pve-04', 143, 'ci-runner', qemu, 100, 7.7),
  guest('pve-05', 150, 'k3s-b', qemu, 48, 5.9),
  guest('pve-05', 151, 'win11-build', qemu, 128, 8.4),
  guest('pve-05', 152, 'minio', lxc, 64, 3.1),
  guest('pve-05', 9000, 'tpl-debian-13', qemu, 8, 0),
];

/** The guests of a node, before the failure of the one that fails or after it. */
export function guestsOn(node: string, afterFailure: boolean): DemoGuest[] {
  return GUESTS.filter(({ node: home, refuge }) => (afterFailure && refuge ? refuge : home) === node);
}

export function guestOf(vmid: number): DemoGuest {
  return GUESTS.find((each) => each.vmid === vmid)!;
}

/** All but the template, in which nothing changes. */
export function isRunning({ dailyGib }: DemoGuest): boolean {
  return dailyGib > 0;
}

/** Under a domain that nobody can have: the demo opens addresses of this cluster when asked to. */
export function fqdn(host: string): string {
  return `${host}.${CLUSTER}.example`;
}

/** In a network for documentation. */
export function addressOf(host: string): string {
  const node = NODES.indexOf(host);
  return `192.0.2.${node === -1 ? 30 : 11 + node}`;
}
