import { plainPath } from './expression.ts';

/** The fields that some version of Proxmox VE or Proxmox Backup Server sets. */
const FIELDS: ReadonlySet<string> = new Set(['type', 'hostname', 'job-id', 'datastore', 'media-pool']);
/** Texts that every notification has. */
const TEXTS: ReadonlySet<string> = new Set(['title', 'message', 'severity']);

/** What Proxmox gives under a path, as seen from the top of the template. */
export type Kind = 'text' | 'word' | 'field' | 'number' | 'object' | 'secret' | 'everything' | 'unknown';

export function kindOf(path: string): Kind {
  const plain = plainPath(path);
  const [first = '', second, ...more] = plain.split('.');
  if (plain === '' || path === '.' || plain === '@root') return 'everything';
  if (first === 'secrets') return 'secret';
  if (plain === 'severity') return 'word';
  if (TEXTS.has(plain)) return 'text';
  if (plain === 'timestamp') return 'number';
  if (plain === 'fields') return 'object';
  return first === 'fields' && second !== undefined && more.length === 0 ? 'field' : 'unknown';
}

/** The path that is meant by one that Proxmox does not know: `hostname` is `fields.hostname`. */
export function meant(path: string): string {
  const plain = plainPath(path);
  if (kindOf(path) !== 'unknown') return plain;
  return FIELDS.has(plain) ? `fields.${plain}` : plain;
}

/** The native shape, for a template that sends everything, with its secrets. */
const EVERYTHING =
  '{"title": {{ json title }}, "message": {{ json message }}, "severity": {{ json severity }}, ' +
  '"timestamp": {{ json timestamp }}, "fields": {{ json fields }} }';

/**
 * The tags that write a value where it stands: with its quotes as a value of JSON, without them within a string.
 *
 * @param guarded whether the value is known to be there
 * @param fallback what to write where it is missing: `null` where there is none
 * @param helper what the value is written by within a string
 */
export function writeValue(
  path: string,
  inString: boolean,
  guarded: boolean,
  fallback?: string,
  helper: 'escape' | 'url-encode' = 'escape',
): string | undefined {
  const kind = kindOf(path);
  const plain = meant(path);
  if (kind === 'everything') return inString ? undefined : EVERYTHING;
  if (kind === 'secret') return inString ? '' : 'null';
  if (kind === 'number') return `{{ ${plain} }}`;
  if (kind === 'object') return inString ? undefined : `{{ json ${plain} }}`;
  if (!inString && fallback === undefined && helper === 'escape') return `{{ json ${plain} }}`;
  const text = `{{ ${helper} ${plain} }}`;
  const sure = guarded || kind === 'text' || kind === 'word';
  const escaped = JSON.stringify(fallback ?? '').slice(1, -1);
  const otherwise = escaped === '' ? '' : `{{else}}${escaped}`;
  const written = sure ? text : `{{#if ${plain}}}${text}${otherwise}{{/if}}`;
  return inString ? written : `"${written}"`;
}
