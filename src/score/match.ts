import type { Metadata } from '../event.ts';
import type { Match } from './schema.ts';

const WILDCARD = /[*?]/;

/**
 * Whether metadata fits a rule: every key there and equal. Values compare as text and without regard to case;
 * `*` and `?` in a rule are wildcards, and a lone `*` means "there and not empty".
 */
export function matches(match: Match, metadata: Metadata): boolean {
  for (const key of Object.keys(match)) {
    if (!Object.hasOwn(metadata, key)) return false;
    if (!valueMatches(match[key], metadata[key])) return false;
  }
  return true;
}

function valueMatches(wanted: Match[string] | undefined, value: unknown): boolean {
  const text = asText(value);
  if (wanted === '*') return text !== '';
  const pattern = String(wanted ?? '').toLowerCase();
  const plain = text.toLowerCase();
  return pattern === plain || (WILDCARD.test(pattern) && globMatches(pattern, plain));
}

/** JSON may bring an object with a `toString` of its own, so that `String` would throw. */
function asText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Wildcards by going back to the last `*` only: linear but for the stars, and never exponential. */
export function globMatches(pattern: string, text: string): boolean {
  let at = 0;
  let place = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    const wanted = pattern[place];
    if (wanted === '*') {
      star = place;
      resume = at;
      place += 1;
    } else if (wanted === '?' || wanted === text[at]) {
      place += 1;
      at += 1;
    } else if (star !== -1) {
      place = star + 1;
      resume += 1;
      at = resume;
    } else {
      return false;
    }
  }
  while (pattern[place] === '*') place += 1;
  return place === pattern.length;
}
