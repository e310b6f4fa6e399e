import { tokensOf, withToken } from '../score/query.ts';
import { beginsWithScheme } from '../score/url-policy.ts';

const MAX_LENGTH = 500;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** What a key makes of a text that is being written; undefined when it does not edit. */
export function editText(text: string, key: string): string | undefined {
  if (key === 'space') return withinLength(`${text} `);
  if (key === 'backspace') return [...graphemes.segment(text)].slice(0, -1).map(segmentOf).join('');
  if (key === '^u') return '';
  if (key === '^w') return text.replace(/\S*\s*$/, '');
  return [...key].length === 1 ? withinLength(text + key) : undefined;
}

/** What pasting makes of a text that is being written: on one line, and without control characters. */
export function pasteText(text: string, pasted: string): string {
  return withinLength(text + onOneLine(pasted));
}

/** The same of a web address: one that is pasted whole takes the place of what is there. */
export function pasteUrl(url: string, pasted: string): string {
  return pasteText(beginsWithScheme(onOneLine(pasted).trim()) ? '' : url, pasted).trimStart();
}

/** Whether a key edits where text is written, and so can do nothing else there. */
export function writesText(key: string): boolean {
  return editText('', key) !== undefined;
}

/** A filter with what needs attention shown alone, or no longer. */
export function toggleAttention(filter: string): string {
  const on = tokensOf(filter).some(({ key, value }) => key === 'is' && value === 'attention');
  return withToken(filter, 'is', on ? undefined : 'is:attention');
}

function withinLength(text: string): string {
  // Without half of the character that the end went through.
  return text.slice(0, MAX_LENGTH).replace(/[\uD800-\uDBFF]$/, '');
}

function onOneLine(pasted: string): string {
  const lines = pasted.replace(/^[\r\n]+|[\r\n]+$/g, '');
  return lines.replace(/\r\n|[\r\n\t\u0085\u2028\u2029]/g, ' ').replace(/\p{Cc}/gu, '');
}

function segmentOf({ segment }: { segment: string }): string {
  return segment;
}
