import type { IncomingEvent } from '../event.ts';

const PLACEHOLDER = /\$\{([^}]*)\}/g;
const FIELDS = ['title', 'startDate', 'endDate', 'eventType', 'providerIdentifier', 'externalID'] as const;
type Field = (typeof FIELDS)[number];

/** A text with `${…}` placeholders, taken apart once. */
export interface Template {
  /** The literal texts around the placeholders: one more than there are placeholders. */
  literals: readonly string[];
  /** The placeholders as written between the braces, such as `metadata.NodeName`. */
  placeholders: readonly string[];
}

/** A template filled in from an event, or the first placeholder for which the event has nothing. */
export type Filled = { text: string; values: readonly string[] } | { missing: string };

export function parseTemplate(source: string): Template {
  const parts = source.split(PLACEHOLDER);
  return {
    literals: parts.filter((_, at) => at % 2 === 0),
    placeholders: parts.filter((_, at) => at % 2 === 1),
  };
}

/** Fills a template in one pass: what a value brings in is never looked at for placeholders again. */
export function fillTemplate(template: Template, event: IncomingEvent): Filled {
  const values: string[] = [];
  let text = template.literals[0] ?? '';
  for (const [at, placeholder] of template.placeholders.entries()) {
    const value = placeholderValue(placeholder, event);
    if (value === undefined) return { missing: placeholder };
    values.push(value);
    text += value + (template.literals[at + 1] ?? '');
  }
  return { text, values };
}

/** What the event has under a placeholder, as text; `null` and `""` count as nothing. */
export function placeholderValue(placeholder: string, event: IncomingEvent): string | undefined {
  if (placeholder === 'metadata') return JSON.stringify(event.metadata);
  if (placeholder.startsWith('metadata.')) {
    return toText(nestedValue(event.metadata, placeholder.slice('metadata.'.length)));
  }
  return (FIELDS as readonly string[]).includes(placeholder)
    ? toText(event[placeholder as Field])
    : undefined;
}

function nestedValue(metadata: unknown, path: string): unknown {
  let value = metadata;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function toText(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
