const SECOND = 1000;
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export const MIB = 1024 ** 2;
export const GIB = 1024 ** 3;

/** Rows as a table of a notification: every cell padded to four more than the widest of its column. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, at) => 4 + Math.max(...rows.map((row) => Buffer.byteLength(row[at]!))));
  const pad = (cell: string, width: number) => cell + ' '.repeat(width - [...cell].length);
  return `${rows.map((row) => row.map((cell, at) => pad(cell, widths[at]!)).join('')).join('\n')}\n`;
}

/** A size as Proxmox writes it, such as `43.2 GiB`. */
export function size(bytes: number): string {
  let value = bytes;
  let unit = 0;
  for (; value >= 1024 && unit < UNITS.length - 1; unit += 1) value /= 1024;
  return `${Number(value.toFixed(3))} ${UNITS[unit]}`;
}

/** A duration as Proxmox writes it, such as `4m 17s`. */
export function duration(seconds: number): string {
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  return [h > 0 && `${h}h`, (h > 0 || m > 0) && `${m}m`, `${s}s`].filter(Boolean).join(' ');
}

/** `00:04:17` */
export function clockDuration(seconds: number): string {
  const parts = [seconds / 3600, (seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
}

/** `2026-04-29 03:09:43` in the zone of this machine: the nodes of the demo are in it. */
export function localTime(ms: number): string {
  const offset = new Date(ms).getTimezoneOffset() * 60 * SECOND;
  return new Date(ms - offset).toISOString().slice(0, 19).replace('T', ' ');
}

/** `2026-04-29T01:09:43Z` */
export function utcTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
