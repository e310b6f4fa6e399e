import { type IncomingEvent, isAbsent } from '../event.ts';
import { LOOKS } from './bounds.ts';
import { firstJson } from './first-json.ts';
import { namedValue } from './named-value.ts';

const PLACEHOLDER = /\$\{([^}]*)\}/g;
const FIELDS = ['title', 'startDate', 'endDate', 'eventType', 'providerIdentifier', 'externalID'] as const;
const METADATA = 'metadata.';
type Field = (typeof FIELDS)[number];

/** A text with `${…}` placeholders, taken apart once. */
export interface Template {
  /** As it is written. */
  source: string;
  /** The literal texts around the placeholders: one more than there are placeholders. */
  literals: readonly string[];
  /** The placeholders as written between the braces, such as `metadata.NodeName`. */
  placeholders: readonly string[];
  /** Where in the metadata to find each of them; undefined for what is not of the metadata. */
  paths: readonly (readonly string[] | undefined)[];
}

/** A template filled in from an event, or the first placeholder for which the event has nothing. */
export type Filled = { text: string; values: readonly string[] } | { missing: string };

export function parseTemplate(source: string): Template {
  const parts = source.split(PLACEHOLDER);
  const placeholders = parts.filter((_, at) => at % 2 === 1);
  return {
    source,
    literals: parts.filter((_, at) => at % 2 === 0),
    placeholders,
    paths: placeholders.map(metadataPath),
  };
}

/**
 * Fills a template in one pass: what a value brings in is never looked at for placeholders again.
 *
 * @param most UTF-16 units of the text, and of all values together: a template may name a long value many times. A text
 * that would be longer ends there in `…`, and of the values so much is given
 */
export function fillTemplate(template: Template, event: IncomingEvent, most: number = LOOKS.text): Filled {
  const { literals, placeholders } = template;
  // All of them first: a chain of templates may have dozens that do not resolve in the end.
  const found: unknown[] = [];
  for (let at = 0; at < placeholders.length; at += 1) {
    const value = valueAt(template, at, event);
    if (isAbsent(value)) return { missing: placeholders[at]! };
    found.push(value);
  }
  const values: string[] = [];
  // One more than there is room for, so that the text ends in `…` then.
  let left = most + 1;
  for (const value of found) {
    const text = left > 0 ? firstText(value, left) : '';
    left -= text.length;
    values.push(text);
  }
  return { text: joinFilled(literals, values, most), values };
}

function joinFilled(literals: readonly string[], values: readonly string[], most: number): string {
  let text = literals[0] ?? '';
  for (let at = 0; at < values.length && text.length <= most; at += 1)
    text += values[at]! + (literals[at + 1] ?? '');
  return text.length > most ? `${beginning(text, most)}…` : text;
}

/** As much of a text as there is room for, without half a character at its end. */
function beginning(text: string, most: number): string {
  const last = text.charCodeAt(most - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? most - 1 : most);
}

function valueAt({ placeholders, paths }: Template, at: number, event: IncomingEvent): unknown {
  const path = paths[at];
  return path ? nestedValue(event, path) : findValue(placeholders[at]!, event);
}

/** What the event has under a placeholder, as text of at most so many UTF-16 units; `null` and `""` count as nothing. */
export function placeholderValue(
  placeholder: string,
  event: IncomingEvent,
  most: number = LOOKS.text,
): string | undefined {
  const value = findValue(placeholder, event);
  return isAbsent(value) ? undefined : firstText(value, most);
}

function findValue(placeholder: string, event: IncomingEvent): unknown {
  if (placeholder === 'metadata') return event.metadata;
  const path = metadataPath(placeholder);
  if (path) return nestedValue(event, path);
  return (FIELDS as readonly string[]).includes(placeholder) ? event[placeholder as Field] : undefined;
}

function metadataPath(placeholder: string): string[] | undefined {
  return placeholder.startsWith(METADATA) ? placeholder.slice(METADATA.length).split('.') : undefined;
}

function nestedValue(event: IncomingEvent, path: readonly string[]): unknown {
  let value = namedValue(event, path[0]!);
  for (let at = 1; at < path.length; at += 1) {
    const key = path[at]!;
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** A value as it stands in a text, of at most so many UTF-16 units. */
function firstText(value: unknown, most: number): string {
  const text = typeof value === 'object' && value !== null ? firstJson(value, most) : String(value);
  return text.length > most ? text.slice(0, most) : text;
}

/** Fills a template with what there is: a placeholder that does not resolve becomes nothing. */
export function fillLoosely(template: Template, event: IncomingEvent): string {
  const values: string[] = [];
  let left = LOOKS.text + 1;
  for (let at = 0; at < template.placeholders.length; at += 1) {
    const value = valueAt(template, at, event);
    const text = left === 0 || isAbsent(value) ? '' : firstText(value, left);
    left -= text.length;
    values.push(text);
  }
  return joinFilled(template.literals, values, LOOKS.text).trim();
}

/** The text of a template that resolves fully and is not empty. */
export function fillWhole(template: Template | undefined, event: IncomingEvent): string | undefined {
  const filled = template && fillTemplate(template, event);
  return filled && 'text' in filled ? filled.text.trim() || undefined : undefined;
}
