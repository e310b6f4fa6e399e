import { type Settings, UsageError } from '../config.ts';
import { joinSafe, safeText } from '../safe-text.ts';
import { fitToWidth } from '../ui/format.ts';
import { writeKey } from '../ui/key-names.ts';
import { KEYS, type KeyTable } from '../ui/keys.ts';
import { keyTable } from './key-table.ts';
import { writeLine } from './output.ts';
import { printableJson } from './printable-json.ts';

/**
 * Prints every command that a key can be given to, with its keys in force.
 *
 * @param json whether as a line of JSON for each
 * @throws UsageError, after the keys of the program itself, when those of the config file cannot be used
 */
export function listKeys(settings: Settings, json: boolean): void {
  try {
    print(keyTable(settings), json);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    // Who has to put names right needs to see them.
    print(KEYS, json);
    throw error;
  }
}

function print(keys: KeyTable, json: boolean): void {
  for (const line of json ? jsonLines(keys) : tableLines(keys)) writeLine(line);
}

function jsonLines(keys: KeyTable): string[] {
  return keys.map(({ command, keys: own, in: places, help }) =>
    printableJson({ command, keys: own.map(writeKey), in: places, help }),
  );
}

/** Columns: command, keys, what it does. */
function tableLines(keys: KeyTable): string[] {
  const rows = keys.map(({ command, keys: own, help }) => ({
    command: safeText(command),
    keys: safeText(own.length === 0 ? '–' : own.map(writeKey).join(' ')),
    help,
  }));
  const widest = (column: 'command' | 'keys') => Math.max(...rows.map((row) => row[column].length));
  return rows.map((row) =>
    joinSafe(
      [fitToWidth(row.command, widest('command')), fitToWidth(row.keys, widest('keys')), row.help],
      safeText('  '),
    ),
  );
}
