import { type Settings, UsageError } from '../config.ts';
import type { KeyTable } from '../ui/keys.ts';
import { remapKeys } from '../ui/remap-keys.ts';

/**
 * The keys in force: those of the program, changed as the config file says.
 *
 * @throws UsageError that tells all that is wrong with what the file says of keys
 */
export function keyTable({ keys: wishes, configFile }: Settings): KeyTable {
  const { keys, problems } = remapKeys(wishes);
  if (problems.length === 0) return keys;
  throw new UsageError([`The config file ${configFile}, under "keys":`, ...problems].join('\n  '));
}
