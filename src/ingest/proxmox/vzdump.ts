import { type Derived, defined, type Guest, type GuestKind, type Reading } from './derived.ts';
import { type GuestTable, readGuestTable } from './guest-table.ts';
import { clip } from './lines.ts';

const STARTING = 'INFO: Starting Backup of VM ';
const MAX_STARTS = 10_000;
/** The longest name of a file. */
const MAX_NAME = 255;

/** A run of vzdump: one notification for all its guests on a node. */
export function readVzdump(reading: Reading): Derived {
  const table = readGuestTable(reading.message);
  const guests = withKinds(table?.guests ?? [], reading.message);
  const only = table?.complete && guests.length === 1 ? guests[0] : undefined;
  return defined({
    VMID: only?.vmid,
    GuestKind: only?.kind,
    GuestName: only?.name,
    guests: only || guests.length === 0 ? undefined : guests,
    title: reading.form && titleOf(reading, table, only),
  });
}

function titleOf(
  { form, failed, node }: Reading,
  table: GuestTable | undefined,
  only: Guest | undefined,
): string {
  const on = node ? ` on ${node}` : '';
  const reason = form?.parts.reason;
  const bad = table?.complete ? table.guests.filter(({ status }) => status !== 'ok').length : 0;
  if (failed) {
    if (only && bad === 1) return `Backup of ${named(only)} failed${on}`;
    if (table && bad > 0) return `Backup failed${on}: ${bad} of ${table.guests.length} guests`;
    return `Backup failed${on}${reason ? `: ${clip(reason, 80)}` : ''}`;
  }
  if (only) return `Backup of ${named(only)} done${on}${only.size ? `: ${only.size}` : ''}`;
  if (!table?.complete) return `Backup done${on}`;
  const size = table.totalSize ? `, ${table.totalSize}` : '';
  return `Backup done${on}: ${table.guests.length === 0 ? 'no guests' : `${table.guests.length} guests${size}`}`;
}

function named({ vmid, name }: Guest): string {
  return name ? `${vmid} (${clip(name, 60)})` : vmid;
}

function withKinds(guests: readonly Guest[], message: string): Guest[] {
  const read = guests.map((guest) => ({ ...guest, ...kindOfFile(guest.filename) }));
  if (read.every(({ kind }) => kind)) return read;
  const logged = kindsInLog(message);
  return read.map((guest) => {
    const kind = guest.kind ?? logged.get(guest.vmid);
    return kind ? { ...guest, kind } : guest;
  });
}

/** An archive is `vzdump-lxc-101-…`, a backup on a Proxmox Backup Server `ct/101/…`. */
function kindOfFile(filename = ''): { kind: GuestKind } | undefined {
  const name = filename.slice(-MAX_NAME);
  const archive = /\bvzdump-(qemu|lxc)-\d/.exec(name)?.[1];
  if (archive) return { kind: archive as GuestKind };
  const group = /(?:^|[:/])(vm|ct)\/\d/.exec(name)?.[1];
  return group ? { kind: group === 'vm' ? 'qemu' : 'lxc' } : undefined;
}

function kindsInLog(message: string): Map<string, GuestKind> {
  const kinds = new Map<string, GuestKind>();
  let at = message.indexOf(STARTING);
  for (let found = 0; at !== -1 && found < MAX_STARTS; found += 1) {
    const after = at + STARTING.length;
    const match = /^(\d{1,9}) \((qemu|lxc)\)/.exec(message.slice(after, after + 20));
    if (match && !kinds.has(match[1]!)) kinds.set(match[1]!, match[2] as GuestKind);
    at = message.indexOf(STARTING, after);
  }
  return kinds;
}
