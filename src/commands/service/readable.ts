import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../../config.ts';
import { runCommand } from './run-command.ts';
import { SERVICE_USER } from './systemd-units.ts';

/**
 * Sees to it that another user can read the program: one in a home folder mostly cannot be.
 *
 * @throws UsageError naming what only its owner may enter
 */
export function checkReadableByAll(paths: readonly string[]): void {
  for (const path of paths) {
    const closed = closedPlace(path);
    if (closed !== undefined)
      throw new UsageError(
        `The service runs as a user of its own, who may not read ${closed}, and ${path} is there. Install tempo-tui and Node where everybody may read them, such as below /usr/local or /opt.`,
      );
  }
}

/**
 * Of files that are there, those that the user of the service may not read: asked as that user, and where there is none
 * yet, by what all may.
 *
 * @returns a sentence for each
 */
export async function unreadableByService(paths: readonly string[]): Promise<string[]> {
  const told: string[] = [];
  for (const path of paths) {
    const closed = closedPlace(path);
    if (closed === undefined) continue;
    const { code } = await runCommand(['runuser', '-u', SERVICE_USER, '--', 'test', '-r', path]);
    if (code === 0) continue;
    const place = closed === path ? '' : `, as ${closed} is closed`;
    told.push(
      `Not everybody may read ${path}${place}: see to it that the user ${SERVICE_USER} may, or the service ends with code 2.`,
    );
  }
  return told;
}

/** The file itself or the folder above it that not everybody may read. */
function closedPlace(path: string): string | undefined {
  let mode = 0o004;
  for (let at = realpathSync(path); ; at = dirname(at)) {
    if ((statSync(at).mode & mode) !== mode) return at;
    if (dirname(at) === at) return undefined;
    mode = 0o001;
  }
}
