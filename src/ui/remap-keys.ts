import { readKey, writeKey } from './key-names.ts';
import { type Command, type Focus, KEYS, type KeyBinding, type KeyTable } from './keys.ts';
import { writesText } from './search-text.ts';

/** The keys that a user wants for commands, as the config file has them. */
export type KeyWishes = Readonly<Record<string, readonly string[]>>;

/** Without these nobody gets out. */
const INDISPENSABLE: readonly Command[] = ['quit', 'interrupt', 'back'];
/** Work where text is written, and need a key there that writes none. */
const ENDS_WRITING: readonly Command[] = ['back', 'keep', 'keepUrl', 'runFound'];
/** Work at any moment, also in the middle of a question: no key of theirs may write or answer anything. */
const ANY_TIME: readonly Command[] = ['interrupt', 'suspend'];

/**
 * Gives commands other keys; the commands that are not named keep theirs.
 *
 * @param table the keys to start from
 * @returns the keys, and all that is wrong with them, each a sentence that begins with the command
 */
export function remapKeys(wishes: KeyWishes, table = KEYS): { keys: KeyTable; problems: string[] } {
  const problems: string[] = [];
  const wanted = new Map<string, readonly string[]>();
  const misread = new Set<string>();
  for (const [command, texts] of Object.entries(wishes)) {
    if (!table.some((binding) => binding.command === command)) {
      problems.push(`${command}: there is no such command; \`tempo-tui keys\` lists those there are.`);
      continue;
    }
    const { keys, problems: unread } = readAll(command, texts);
    wanted.set(command, keys);
    if (unread.length > 0) misread.add(command);
    problems.push(...unread);
  }
  const keys = table.map((binding) => ({ ...binding, keys: wanted.get(binding.command) ?? binding.keys }));
  const read = keys.filter(({ command }) => !misread.has(command));
  return { keys, problems: [...problems, ...read.flatMap(lacksOf), ...conflictsIn(keys, wanted)] };
}

function readAll(command: string, texts: readonly string[]): { keys: string[]; problems: string[] } {
  const keys = new Set<string>();
  const problems: string[] = [];
  for (const text of texts) {
    const read = readKey(text);
    if ('key' in read) keys.add(read.key);
    else problems.push(`${command}: ${JSON.stringify(text)} ${read.reason}.`);
  }
  return { keys: [...keys], problems };
}

function lacksOf({ command, keys }: KeyBinding): string[] {
  if (keys.length === 0)
    return INDISPENSABLE.includes(command) ? [`${command}: must have a key, and has none.`] : [];
  const writing = keys.filter(writesText);
  if (ENDS_WRITING.includes(command) && writing.length === keys.length)
    return [`${command}: must have a key that writes nothing in a search, such as "esc" or "ctrl+g".`];
  if (ANY_TIME.includes(command) && writing.length > 0)
    return [`${command}: works at any time, and ${quoted(writing[0]!)} writes text in a search.`];
  return [];
}

/** Two commands with one key in one place; each pair and key is told once. */
function conflictsIn(keys: KeyTable, wanted: ReadonlyMap<string, unknown>): string[] {
  return keys.flatMap((one, at) =>
    keys.slice(at + 1).flatMap((other) => {
      const places = one.in.filter((place) => other.in.includes(place));
      if (places.length === 0) return [];
      // The command that the user gave keys to is the one to look at.
      const [changed, kept] = wanted.has(one.command) ? [one, other] : [other, one];
      return one.keys
        .filter((key) => other.keys.includes(key))
        .map((key) => conflictText(changed.command, kept.command, key, places));
    }),
  );
}

function conflictText(changed: Command, kept: Command, key: string, places: readonly Focus[]): string {
  return `${changed}: ${quoted(key)} is also a key of ${kept} (${places.join(', ')}); give one of them another.`;
}

function quoted(key: string): string {
  return JSON.stringify(writeKey(key));
}
