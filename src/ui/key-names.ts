/** Keys that have a name instead of a character, as `decodeKeys` and the config file call them. */
export const NAMED_KEYS = [
  'up',
  'down',
  'left',
  'right',
  'pageUp',
  'pageDown',
  'home',
  'end',
  'enter',
  'tab',
  'esc',
  'space',
  'backspace',
] as const;

/** What a terminal sends for these is what it sends for another key. */
const SAME_AS: Readonly<Record<string, string>> = { h: 'backspace', i: 'tab', j: 'enter', m: 'enter' };

/**
 * Reads a key as people write it in the config file: a character, a name in any case, `ctrl+k` or `^k`.
 *
 * @returns the key as `decodeKeys` names it, or why it cannot be had
 */
export function readKey(text: string): { key: string } | { reason: string } {
  const named = NAMED_KEYS.find((name) => name.toLowerCase() === text.toLowerCase());
  if (named) return { key: named };
  if (text === ' ') return { key: 'space' };
  const letter = /^(?:ctrl\+|\^)([a-z])$/i.exec(text)?.[1]?.toLowerCase();
  if (letter !== undefined) {
    const same = SAME_AS[letter];
    return same === undefined
      ? { key: `^${letter}` }
      : { reason: `is the same as "${same}" to a terminal: write that` };
  }
  if ([...text].length === 1 && /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(text)) return { key: text };
  return { reason: `is no key: write a character, ctrl+ and a letter, or ${NAMED_KEYS.join(', ')}` };
}

/** A key as the config file has it. */
export function writeKey(key: string): string {
  return /^\^[a-z]$/.test(key) ? `ctrl+${key.slice(1)}` : key;
}
