import type { IncomingEvent } from '../event.ts';

const PLACEHOLDER = /\$\{([^}]*)\}/g;
const FIELDS = ['title', 'startDate', 'endDate', 'eventType', 'providerIdentifier', 'externalID', 'metadata'];

/** What stands between the braces of a placeholder, taken apart once. */
interface Placeholder {
  /** As written, such as `metadata.NodeName`. */
  name: string;
  /** The keys that lead from the event to its value; none: it leads nowhere. */
  path: readonly string[];
}

/** A text with `${…}` placeholders, taken apart once. */
export interface Template {
  /** The literal texts around the placeholders: one more than there are placeholders. */
  literals: readonly string[];
  placeholders: readonly Placeholder[];
}

/** A template filled in from an event, or the first placeholder for which the event has nothing. */
export type Filled = { text: string; values: readonly string[] } | { missing: string };

export function parseTemplate(source: string): Template {
  const parts = source.split(PLACEHOLDER);
  return {
    literals: parts.filter((_, at) => at % 2 === 0),
    placeholders: parts.filter((_, at) => at % 2 === 1).map((name) => ({ name, path: pathOf(name) })),
  };
}

/** Fills a template in one pass: what a value brings in is never looked at for placeholders again. */
export function fillTemplate(template: Template, event: IncomingEvent): Filled {
  const values: string[] = [];
  let text = template.literals[0] ?? '';
  for (const { name, path } of template.placeholders) {
    const value = valueAt(path, event);
    if (value === undefined) return { missing: name };
    values.push(value);
    text += value + (template.literals[values.length] ?? '');
  }
  return { text, values };
}

/** What the event has under a placeholder, as text; `null` and `""` count as nothing. */
export function placeholderValue(placeholder: string, event: IncomingEvent): string | undefined {
  return valueAt(pathOf(placeholder), event);
}

function pathOf(placeholder: string): readonly string[] {
  if (placeholder.startsWith('metadata.')) return placeholder.split('.');
  return FIELDS.includes(placeholder) ? [placeholder] : [];
}

function valueAt(path: readonly string[], event: IncomingEvent): string | undefined {
  if (path.length === 0) return undefined;
  let value: unknown = event;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return toText(value);
}

function toText(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
