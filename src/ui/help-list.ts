import { joinSafe, type SafeText, safe } from '../safe-text.ts';
import { type Focus, type KeyBinding, type KeyTable, keyName } from './keys.ts';

/** A command in the help, under the first place where it works. */
export interface HelpEntry {
  binding: KeyBinding;
  place: SafeText;
  /** The names of its keys. */
  keys: SafeText;
}

const PLACES: readonly { focus: Focus; place: SafeText }[] = [
  { focus: 'timeline', place: safe`Timeline` },
  { focus: 'inspector', place: safe`Details` },
  { focus: 'search', place: safe`Search` },
  { focus: 'setup', place: safe`Set-up` },
  { focus: 'url', place: safe`Set-up, while the web address is written` },
  { focus: 'help', place: safe`Help` },
];
const DIGITS = safe`1 2 3 4 5 6 7 8 9 0`;

/**
 * The commands that have a key and fit what is searched for: each word of it begins one of their name, keys or
 * description.
 */
export function helpEntries(table: KeyTable, text: string): HelpEntry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const told = new Set<KeyBinding>();
  return PLACES.flatMap(({ focus, place }) =>
    table
      .filter((binding) => binding.in.includes(focus) && binding.keys.length > 0 && !told.has(binding))
      .map((binding) => {
        told.add(binding);
        return { binding, place, keys: keysText(binding) };
      }),
  ).filter(({ binding: { command, verb, help }, keys }) => {
    const said = ` ${command} ${verb} ${help} ${keys}`.toLowerCase().replaceAll(/[,;:]/g, ' ');
    return words.every((word) => said.includes(` ${word}`));
  });
}

function keysText({ keys }: KeyBinding): SafeText {
  const names = joinSafe(keys.map(keyName), safe` `);
  return names === DIGITS ? safe`1–9 0` : names;
}

/** Whether a command is run by one key alone, so that it can be chosen from a list. */
export function isOneCommand({ command }: KeyBinding): boolean {
  return command !== 'action';
}
