import { type IncomingEvent, isAbsent, type Metadata } from '../../event.ts';
import type { Derived, GuestKind } from './derived.ts';

/** Where the backups of a guest are shown, behind its path in the web interface: the place of a tab among the others. */
const BACKUPS: Readonly<Record<GuestKind, string>> = { qemu: ':4:::::21', lxc: ':4::::::21' };

/** Gives an event what was read from its texts, as far as its sender did not give it. */
export function addDerived(event: IncomingEvent, read: Derived): void {
  const { metadata } = event;
  const vmid = isAbsent(metadata.VMID) ? read.VMID : plain(metadata.VMID);
  const guest = guestOf(vmid, read);
  const all: Metadata = {
    ...read,
    GuestKind: guest.kind,
    GuestName: guest.name,
    ...pathsOf(vmid, isAbsent(metadata.GuestKind) ? guest.kind : metadata.GuestKind),
    title: read.title === event.title ? undefined : read.title,
  };
  const derived: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(all))
    if (value !== undefined && isAbsent(metadata[name])) derived[name] = value;
  if (Object.keys(derived).length > 0) event.derived = derived;
}

/** What the texts tell of the guest that the event is about, which the sender may have named another than they do. */
function guestOf(
  vmid: string | undefined,
  { VMID, GuestKind: kind, GuestName: name, guests }: Derived,
): { kind?: GuestKind | undefined; name?: string | undefined } {
  if (vmid === undefined) return {};
  if (vmid === VMID) return { kind, name };
  return guests?.find((guest) => guest.vmid === vmid) ?? {};
}

/** Parts of links into the web interface of Proxmox VE, which selects nothing where the kind of a guest is wrong. */
function pathsOf(vmid: string | undefined, kind: unknown): { GuestPath?: string; GuestBackupsPath?: string } {
  if ((kind !== 'qemu' && kind !== 'lxc') || !/^\d{1,9}$/.test(vmid ?? '')) return {};
  const path = `${kind}%2F${vmid}`;
  return { GuestPath: path, GuestBackupsPath: path + BACKUPS[kind] };
}

/** JSON may bring an object with a `toString` of its own, so that `String` would throw. */
function plain(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
