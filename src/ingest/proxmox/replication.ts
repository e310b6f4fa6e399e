import type { Derived, Reading } from './derived.ts';

/** A replication that failed; its job is called `<vmid>-<n>`. Proxmox tells of failures alone. */
export function readReplication({ form, message, jobId }: Reading): Derived {
  const vmid = /^(\d{1,9})-\d{1,9}$/.exec(jobId ?? '')?.[1];
  if (!vmid) return {};
  return {
    VMID: vmid,
    // Only a container has subvolumes; disks of both are called vm-100-disk-0.
    ...(message.includes(`subvol-${vmid}-disk-`) && { GuestKind: 'lxc' as const }),
    ...(form && { title: `Replication of ${vmid} failed` }),
  };
}
