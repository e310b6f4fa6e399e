import { writeValue } from './values.ts';

const FILTERED = /^\s*([A-Za-z_][\w.-]*)\s*((?:\|[^|]*)*)$/;
const DEFAULT = /\|\s*default\s*\(\s*value\s*=\s*(?:"([^"]*)"|'([^']*)'|([^)\s]*))\s*\)/;
const URL_ENCODED = /\|\s*urlencode(_strict)?\b/;

/** Whether the inside of a tag has a filter of Tera or Jinja behind a name, as the Tempo score's page writes them. */
export function isFiltered(inner: string): boolean {
  return inner.includes('|') && FILTERED.test(inner);
}

/** The same value written for Proxmox; undefined where it cannot be told what was meant. */
export function withoutFilters(
  inner: string,
  inString: boolean,
  guarded: (path: string) => boolean,
): string | undefined {
  const path = FILTERED.exec(inner)?.[1];
  if (!path) return undefined;
  const [, double, single, bare] = DEFAULT.exec(inner) ?? [];
  const helper = URL_ENCODED.test(inner) ? 'url-encode' : 'escape';
  return writeValue(path, inString, guarded(path), double ?? single ?? bare, helper);
}
