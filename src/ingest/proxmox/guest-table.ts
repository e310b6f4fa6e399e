import { type BackupStatus, defined, type Guest } from './derived.ts';
import { lineAt, lineStarting, linesFrom } from './lines.ts';

/** More than a node can run; a longer table is not Proxmox's. */
const MAX_ROWS = 4096;
const MAX_HEADERS = 1000;
const LABELS = ['VMID', 'Name', 'Status', 'Time', 'Size', 'Filename'] as const;
const STATUSES: ReadonlySet<string> = new Set<BackupStatus>(['ok', 'err', 'todo']);

export interface GuestTable {
  guests: Guest[];
  /** Every row was understood and the end was seen. Only then does one row mean one guest. */
  complete: boolean;
  totalSize?: string;
}

interface Column {
  label: (typeof LABELS)[number];
  /** In code points, as Proxmox pads. */
  start: number;
}

/** Reads the table of guests in the message of a backup run; undefined if there is none. */
export function readGuestTable(message: string): GuestTable | undefined {
  const header = findHeader(message);
  if (!header) return undefined;
  const guests: Guest[] = [];
  let at = header.next;
  while (at !== -1) {
    const { line, next } = lineAt(message, at);
    // Until 8.3 no empty line parted the table from the totals.
    if (line.trim() === '' || line.startsWith('Total ')) {
      return next === -1
        ? { guests, complete: false }
        : defined({ guests, complete: true, totalSize: totalSize(message, at) });
    }
    const guest = guests.length < MAX_ROWS ? readRow(line, header.columns) : undefined;
    if (!guest) break;
    guests.push(guest);
    at = next;
  }
  return { guests, complete: false };
}

function findHeader(message: string): { columns: Column[]; next: number } | undefined {
  let at = lineStarting(message, 'VMID ');
  for (let tried = 0; at !== -1 && tried < MAX_HEADERS; tried += 1) {
    const { line, next } = lineAt(message, at);
    const columns = readHeader(line);
    if (columns) return { columns, next };
    at = next === -1 ? -1 : lineStarting(message, 'VMID ', next);
  }
  return undefined;
}

function readHeader(line: string): Column[] | undefined {
  const labels = line.trimEnd().split(/ +/, LABELS.length + 1);
  if (labels.some((label, at) => label !== LABELS[at]) || labels.length < 3) return undefined;
  let from = 0;
  return labels.map((label) => {
    const start = line.indexOf(label, from);
    from = start + label.length;
    return { label: label as Column['label'], start };
  });
}

function readRow(line: string, columns: readonly Column[]): Guest | undefined {
  const cells = cellsAt(line, columns) ?? cellsBetweenGaps(line, columns);
  if (!cells) return undefined;
  const { VMID: vmid = '', Name: name = '', Status: status = '', Time, Size, Filename } = cells;
  if (!/^\d{1,9}$/.test(vmid) || !STATUSES.has(status)) return undefined;
  return defined({
    vmid,
    // What Proxmox writes for a guest that has no name.
    name: name === '' || name === `VM ${vmid}` ? undefined : name,
    status: status as BackupStatus,
    time: Time || undefined,
    size: Size || undefined,
    // A failed guest has no file; the template renders that as this word.
    filename: Filename === 'null' ? undefined : Filename || undefined,
  });
}

type Cells = Partial<Record<Column['label'], string>>;

/** Proxmox pads every cell to four blanks more than the longest, so a blank stands before each column. */
function cellsAt(line: string, columns: readonly Column[]): Cells | undefined {
  const characters = /[\ud800-\udfff]/.test(line) ? Array.from(line) : undefined;
  const slice = (start: number, end?: number) =>
    characters ? characters.slice(start, end).join('') : line.slice(start, end);
  if (columns.some(({ start }) => start > 0 && slice(start - 1, start) !== ' ')) return undefined;
  return Object.fromEntries(
    columns.map(({ label, start }, at) => [label, slice(start, columns[at + 1]?.start).trim()]),
  );
}

/** For a table that was padded by the width a terminal gives its characters. */
function cellsBetweenGaps(line: string, columns: readonly Column[]): Cells | undefined {
  const cells = line.trim().split(/ {2,}/, columns.length + 1);
  if (cells.length !== columns.length) return undefined;
  return Object.fromEntries(columns.map(({ label }, at) => [label, cells[at]]));
}

function totalSize(message: string, from: number): string | undefined {
  for (const line of linesFrom(message, from, 5)) {
    const size = /^Total size: (\d{1,20}(?:\.\d{1,20})? [KMGTPE]?i?B)\s*$/.exec(line)?.[1];
    if (size) return size;
  }
  return undefined;
}
