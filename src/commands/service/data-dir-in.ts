import { resolve } from 'node:path';
import { UsageError } from '../../config.ts';
import { dataDirOfAgent } from './launch-agent.ts';
import type { ServiceKind } from './surroundings.ts';
import { dataDirOf } from './systemd-units.ts';

/** The data folder that a file of ours is about, by its text; undefined where it does not say. */
export function dataDirIn(kind: ServiceKind, content: string): string | undefined {
  return kind === 'agent' ? dataDirOfAgent(content) : dataDirOf(content);
}

/**
 * There is one service of a kind, whichever folder is asked about.
 *
 * @throws UsageError where it has another than was given
 */
export function checkGivenDir(given: string | undefined, dataDir: string | undefined): void {
  if (given === undefined || dataDir === undefined || resolve(given) === dataDir) return;
  throw new UsageError(
    `The service that is installed has its data in ${dataDir}, and not in ${resolve(given)}: leave out --data-dir to mean that one.`,
  );
}
