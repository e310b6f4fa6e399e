import type { IncomingEvent, Metadata } from '../../event.ts';
import { type Derived, defined, type GuestKind } from './derived.ts';

/** Where the backups of a guest are shown, behind its path in the web interface: the place of a tab among the others. */
const BACKUPS: Readonly<Record<GuestKind, string>> = { qemu: ':4:::::21', lxc: ':4::::::21' };

/** The event with what was read from its texts, as far as its sender did not give it. */
export function withDerived(event: IncomingEvent, read: Derived): IncomingEvent {
  const { metadata } = event;
  const vmid = given(metadata, 'VMID') ?? read.VMID;
  const guest = guestOf(vmid, read);
  const all: Metadata = defined({
    ...read,
    GuestKind: guest.kind,
    GuestName: guest.name,
    ...pathsOf(vmid, given(metadata, 'GuestKind') ?? guest.kind),
    title: read.title === event.title ? undefined : read.title,
  });
  const missing = Object.entries(all).filter(([name]) => given(metadata, name) === undefined);
  return missing.length === 0 ? event : { ...event, derived: Object.fromEntries(missing) };
}

/** What the texts tell of the guest that the event is about, which the sender may have named another than they do. */
function guestOf(
  vmid: unknown,
  { VMID, GuestKind: kind, GuestName: name, guests }: Derived,
): { kind?: GuestKind | undefined; name?: string | undefined } {
  if (vmid === undefined) return {};
  if (String(vmid) === VMID) return { kind, name };
  return guests?.find((guest) => guest.vmid === String(vmid)) ?? {};
}

/** Parts of links into the web interface of Proxmox VE, which selects nothing where the kind of a guest is wrong. */
function pathsOf(vmid: unknown, kind: unknown): { GuestPath?: string; GuestBackupsPath?: string } {
  if ((kind !== 'qemu' && kind !== 'lxc') || !/^\d{1,9}$/.test(String(vmid))) return {};
  const path = `${kind}%2F${String(vmid)}`;
  return { GuestPath: path, GuestBackupsPath: path + BACKUPS[kind] };
}

function given(metadata: Metadata, name: string): unknown {
  const value = Object.hasOwn(metadata, name) ? metadata[name] : undefined;
  return value === null || value === '' ? undefined : value;
}
