import { type SafeText, safe } from '../safe-text.ts';
import { bindingFor, type Command, type Focus, type KeyTable, keyName } from './keys.ts';
import { pasteText, pasteUrl } from './search-text.ts';
import type { Message } from './timeline-state.ts';

/** Where what is pressed is text first. */
export type Writing = 'search' | 'url' | 'help';

export function isWriting(focus: Focus): focus is Writing {
  return focus === 'search' || focus === 'url' || focus === 'help';
}

/** What leads to a place where text is written. */
const LEADS: readonly (readonly [command: Command, does: SafeText])[] = [
  ['search', safe`searches`],
  ['editUrl', safe`writes the web address`],
];

/** What becomes of a text that was pasted: it is written where text is written, and does nothing elsewhere. */
export function onPaste(pasted: string, focus: Focus, written: string, keys: KeyTable): Message {
  if (!isWriting(focus)) return { type: 'status', status: { ok: false, text: ignored(focus, keys) } };
  return { type: focus, text: focus === 'url' ? pasteUrl(written, pasted) : pasteText(written, pasted) };
}

function ignored(focus: Focus, keys: KeyTable): SafeText {
  const hints = LEADS.flatMap(([command, does]) => {
    const binding = keys.find((each) => each.command === command);
    const key = binding?.keys.find((each) => bindingFor(each, focus, keys) === binding);
    return key === undefined ? [] : [safe`; ${keyName(key)} ${does}`];
  });
  return safe`pasted text is ignored here${hints[0] ?? safe``}`;
}
