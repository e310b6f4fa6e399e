import type { IncomingEvent } from '../event.ts';
import { namedValue } from './named-value.ts';

const PLACEHOLDER = /\$\{([^}]*)\}/g;
const FIELDS = ['title', 'startDate', 'endDate', 'eventType', 'providerIdentifier', 'externalID'] as const;
/** UTF-16 units from which on a text takes in no more: a template may name a long value many times. */
const FILLED_MAX = 2 * 1024 * 1024;
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

/** Fills a template in one pass: what a value brings in is never looked at for placeholders again. */
export function fillTemplate(template: Template, event: IncomingEvent): Filled {
  const { literals, placeholders } = template;
  const values: string[] = [];
  let text = literals[0] ?? '';
  for (let at = 0; at < placeholders.length; at += 1) {
    const value = valueAt(template, at, event);
    if (value === undefined) return { missing: placeholders[at]! };
    values.push(value);
    if (text.length < FILLED_MAX) text += value + (literals[at + 1] ?? '');
  }
  return { text, values };
}

function valueAt({ placeholders, paths }: Template, at: number, event: IncomingEvent): string | undefined {
  const path = paths[at];
  return path ? toText(nestedValue(event, path)) : placeholderValue(placeholders[at]!, event);
}

/** What the event has under a placeholder, as text; `null` and `""` count as nothing. */
export function placeholderValue(placeholder: string, event: IncomingEvent): string | undefined {
  if (placeholder === 'metadata') return JSON.stringify(event.metadata);
  const path = metadataPath(placeholder);
  if (path) return toText(nestedValue(event, path));
  return (FIELDS as readonly string[]).includes(placeholder)
    ? toText(event[placeholder as Field])
    : undefined;
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

function toText(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Fills a template with what there is: a placeholder that does not resolve becomes nothing. */
export function fillLoosely(template: Template, event: IncomingEvent): string {
  const { literals, placeholders } = template;
  let text = literals[0] ?? '';
  for (let at = 0; at < placeholders.length && text.length < FILLED_MAX; at += 1)
    text += (valueAt(template, at, event) ?? '') + (literals[at + 1] ?? '');
  return text.trim();
}

/** The text of a template that resolves fully and is not empty. */
export function fillWhole(template: Template | undefined, event: IncomingEvent): string | undefined {
  const filled = template && fillTemplate(template, event);
  return filled && 'text' in filled ? filled.text.trim() || undefined : undefined;
}
