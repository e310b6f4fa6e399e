import { type BackupStatus, defined, type Guest } from './derived.ts';
import { lineAt, lineStarting, linesFrom } from './lines.ts';

/** More than a node can run; a longer table is not Proxmox's. */
const MAX_ROWS = 4096;
/** Names and paths are far shorter. */
const MAX_WIDTH = 64 * 1024;
const MAX_HEADERS = 1000;
const LABELS = ['VMID', 'Name', 'Status', 'Time', 'Size', 'Filename'];
/** Every column is at least four wider than its label. */
const HEADER_START = 'VMID    ';
const STATUSES: ReadonlySet<string> = new Set<BackupStatus>(['ok', 'err', 'todo']);

export interface GuestTable {
  guests: Guest[];
  /** Every row was understood and the end was seen. Only then does one row mean one guest. */
  complete: boolean;
  totalSize?: string;
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
      const complete = next !== -1;
      return defined({ guests, complete, totalSize: complete ? totalSize(message, at) : undefined });
    }
    const guest = guests.length < MAX_ROWS ? readRow(line, header.starts) : undefined;
    if (!guest) break;
    guests.push(guest);
    at = next;
  }
  return { guests, complete: false };
}

/** Where each column starts, in code points as Proxmox pads, and where the rows begin. */
function findHeader(message: string): { starts: number[]; next: number } | undefined {
  let at = lineStarting(message, HEADER_START);
  for (let tried = 0; at !== -1 && tried < MAX_HEADERS; tried += 1) {
    const { line, next } = lineAt(message, at);
    const starts = readHeader(line);
    if (starts) return { starts, next };
    at = next === -1 ? -1 : lineStarting(message, HEADER_START, next);
  }
  return undefined;
}

function readHeader(line: string): number[] | undefined {
  if (line.length > MAX_WIDTH) return undefined;
  const labels = line.trimEnd().split(/ +/, LABELS.length + 1);
  if (labels.some((label, at) => label !== LABELS[at]) || labels.length < 3) return undefined;
  const starts: number[] = [];
  for (const label of labels) starts.push(line.indexOf(label, starts.at(-1) ?? 0));
  return starts;
}

function readRow(line: string, starts: readonly number[]): Guest | undefined {
  if (line.length > MAX_WIDTH) return undefined;
  const cells = cellsAt(line, starts) ?? cellsBetweenGaps(line, starts.length);
  if (!cells) return undefined;
  const [vmid = '', name, status = '', time, size, filename] = cells;
  if (!/^\d{1,9}$/.test(vmid) || !STATUSES.has(status)) return undefined;
  return {
    vmid,
    // What Proxmox writes for a guest that has no name.
    ...(name && name !== `VM ${vmid}` && { name }),
    status: status as BackupStatus,
    ...(time && { time }),
    ...(size && { size }),
    // A failed guest has no file; the template renders that as this word.
    ...(filename && filename !== 'null' && { filename }),
  };
}

/** Undefined unless a blank stands before each column, as it does where every cell is padded. */
function cellsAt(line: string, starts: readonly number[]): string[] | undefined {
  const offsets = offsetsOf(line, starts);
  if (offsets.some((offset) => offset > 0 && line[offset - 1] !== ' ')) return undefined;
  return offsets.map((offset, at) => line.slice(offset, offsets[at + 1]).trim());
}

/** Where the code points of these numbers, in rising order, stand in the string. */
function offsetsOf(line: string, starts: readonly number[]): number[] {
  let offset = 0;
  let point = 0;
  return starts.map((start) => {
    for (; point < start && offset < line.length; point += 1)
      offset += line.codePointAt(offset)! > 0xffff ? 2 : 1;
    return offset;
  });
}

/** For a table that was padded by the width a terminal gives its characters. */
function cellsBetweenGaps(line: string, columns: number): string[] | undefined {
  const cells = line.trim().split(/ {2,}/, columns + 1);
  return cells.length === columns ? cells : undefined;
}

function totalSize(message: string, from: number): string | undefined {
  for (const line of linesFrom(message, from, 5)) {
    const size = /^Total size: (\d{1,20}(?:\.\d{1,20})? [KMGTPE]?i?B)\s*$/.exec(line)?.[1];
    if (size) return size;
  }
  return undefined;
}
