import type { Derived, Reading } from './derived.ts';
import { lineStarting, linesFrom } from './lines.ts';

const MAX_PACKAGES = 10_000;

/** Packages that can be upgraded: a table on Proxmox VE, `name: old -> new` on Proxmox Backup Server. */
export function readPackageUpdates({ form, message, node }: Reading): Derived {
  const count = form ? countRows(message) || countArrows(message) : 0;
  if (count === 0 || count >= MAX_PACKAGES) return {};
  const packages = count === 1 ? '1 package' : `${count} packages`;
  return { title: `${packages} can be upgraded${node ? ` on ${node}` : ''}` };
}

function countRows(message: string): number {
  const header = lineStarting(message, 'Package');
  if (header === -1) return 0;
  let rows = -1;
  for (const line of linesFrom(message, header, MAX_PACKAGES + 1)) {
    if (line.trim() === '') break;
    if (rows === -1 && !line.includes('Version')) return 0;
    rows += 1;
  }
  return rows;
}

/** Counted by the arrows: the template runs its lines together. */
function countArrows(message: string): number {
  const heading = message.indexOf('updates available:');
  if (heading === -1) return 0;
  let count = 0;
  let at = message.indexOf(' -> ', heading);
  while (at !== -1 && count < MAX_PACKAGES) {
    count += 1;
    at = message.indexOf(' -> ', at + 4);
  }
  return count;
}
