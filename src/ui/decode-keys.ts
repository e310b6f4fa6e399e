import type { Key } from 'ink';
import type { NAMED_KEYS } from './key-names.ts';

const SPECIAL = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageUp'],
  ['pageDown', 'pageDown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'esc'],
  ['tab', 'tab'],
  // The key above Enter sends 0x7F on most terminals, which Ink takes for the other one.
  ['backspace', 'backspace'],
  ['delete', 'backspace'],
] as const satisfies readonly (readonly [keyof Key, (typeof NAMED_KEYS)[number]])[];

/**
 * Names the keys in one piece of input. Over a slow link, or when a key repeats, several characters arrive
 * as one (`jj`, `j\x03`), so everything that is not one special key is read character by character.
 */
export function decodeKeys(input: string, key: Key): string[] {
  for (const [flag, name] of SPECIAL)
    if (key[flag]) return key.meta && name !== 'esc' ? ['esc', name] : [name];
  // What is left of a sequence that Ink does not know: it is no typing, and its digits would run actions.
  if (/^\[[0-?]*[ -/]*[@-~]$/.test(input)) return [];
  // Esc and the key after it in one read look like Alt: both were pressed.
  if (key.meta) return ['esc', ...[...input].flatMap(decodeCharacter)];
  if (key.ctrl && input.length === 1) return [`^${input.toLowerCase()}`];
  return [...input].flatMap(decodeCharacter);
}

function decodeCharacter(character: string): string[] {
  const code = character.charCodeAt(0);
  if (character === '\r' || character === '\n') return ['enter'];
  if (character === '\t') return ['tab'];
  if (character === ' ') return ['space'];
  if (code === 0x1b) return ['esc'];
  if (code < 0x20) return [`^${String.fromCharCode(code + 0x60)}`];
  return [code === 0x7f ? 'backspace' : character];
}
